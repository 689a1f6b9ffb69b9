import type { S3Client } from '@aws-sdk/client-s3'

/** The elements with dates in the lists and other documents of S3. */
const dates =
  /<((?:\w+:)?(?:LastModified|CreationDate|Initiated|RestoreExpiryDate))(?:>([^<]*)<\/\1\s*>|\s*\/>)/g
/** The format that the SDK parses. The digits may still not be a valid date. */
const usual = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/

/**
 * Rewrites the dates in an XML document from S3, or removes those that are invalid, because the SDK would reject
 * the whole list for one of them.
 */
export function withRepairedDates(xml: Buffer): Buffer {
  // In Latin-1, every byte is one character, so nothing else changes.
  const text = xml.toString('latin1')
  const repaired = text.replace(dates, (element: string, name: string, date = '') => {
    const time = timeOf(String(date))
    if (!isReadable(time)) return ''
    return usual.test(date) ? element : `<${name}>${new Date(time).toISOString()}</${name}>`
  })
  return repaired === text ? xml : Buffer.from(repaired, 'latin1')
}

/** A date without a zone is in UTC. */
function timeOf(date: string): number {
  const text = date.trim()
  return Date.parse(/^\d{4}-\d\d-\d\d[T ][\d:.]+$/.test(text) ? `${text.replace(' ', 'T')}Z` : text)
}

/** The SDK only reads years with four digits. */
function isReadable(time: number): boolean {
  return time >= 0 && time < Date.UTC(10_000, 0)
}

interface RawResponse {
  readonly headers?: Record<string, string>
}

/**
 * Converts the modification dates in an S3 client's responses to the HTTP format, and removes invalid ones,
 * because the SDK would reject the whole response.
 */
export function repairDates(client: S3Client): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      const { headers } = result.response as RawResponse
      // Not used, and a date that the SDK may not be able to read.
      delete headers?.['x-amz-object-lock-retain-until-date']
      const date = headers?.['last-modified']
      if (headers === undefined || date === undefined) return result
      const time = timeOf(date)
      if (isReadable(time)) headers['last-modified'] = new Date(time).toUTCString()
      else delete headers['last-modified']
      return result
    },
    // Before the SDK parses the response.
    { step: 'deserialize', priority: 'low', name: 'repairDates' },
  )
}
