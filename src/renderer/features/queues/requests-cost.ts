import { noRequests, priceOf } from '../../../shared/request-counts.ts'
import { formatDollars } from '../../ui/format.ts'

const hoursPerMonth = 730

/** The approximate price of SQS requests at this rate for one month: `$0.52`. */
export function monthlyPrice(requestsPerHour: number): string {
  return formatDollars(priceOf({ ...noRequests, sqs: requestsPerHour * hoursPerMonth }))
}
