/** What AWS asks for a million SQS requests in most regions; the first million a month is free. */
const dollarsPerMillion = 0.4
const hoursPerMonth = 730

const dollars = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' })

/** About what the requests would cost if they went on like this for a month: `$0.52`. */
export function monthlyPrice(requestsPerHour: number): string {
  return dollars.format(((requestsPerHour * hoursPerMonth) / 1_000_000) * dollarsPerMillion)
}
