import type { S3Client } from '@aws-sdk/client-s3'

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
      const date = headers?.['last-modified']
      if (headers === undefined || date === undefined) return result
      const time = Date.parse(date)
      // The SDK accepts only years with four digits.
      if (time >= 0 && time < Date.UTC(10_000, 0)) headers['last-modified'] = new Date(time).toUTCString()
      else delete headers['last-modified']
      return result
    },
    // Before the SDK parses the response.
    { step: 'deserialize', priority: 'low', name: 'repairDates' },
  )
}
