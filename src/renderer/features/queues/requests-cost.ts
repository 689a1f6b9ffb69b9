import { noRequests, priceOf } from '../../../shared/request-counts.ts'
import { formatDollars } from '../../ui/format.ts'

const hoursPerMonth = 730

/** About what so many SQS requests an hour would cost if they went on like this for a month: `$0.52`. */
export function monthlyPrice(requestsPerHour: number): string {
  return formatDollars(priceOf({ ...noRequests, sqs: requestsPerHour * hoursPerMonth }))
}
