import type { S3Client } from '@aws-sdk/client-s3'

interface RawResponse {
  readonly headers?: Record<string, string>
}

/**
 * Rewrites the modification date in the responses of an S3 client in HTTP format, or removes it if it is
 * invalid, because the SDK would reject the whole response.
 */
export function repairDates(client: S3Client): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      const { headers } = result.response as RawResponse
      const date = headers?.['last-modified']
      if (headers === undefined || date === undefined) return result
      const time = Date.parse(date)
      // The SDK only reads years with four digits.
      if (time >= 0 && time < Date.UTC(10_000, 0)) headers['last-modified'] = new Date(time).toUTCString()
      else delete headers['last-modified']
      return result
    },
    // Before the SDK parses the response.
    { step: 'deserialize', priority: 'low', name: 'repairDates' },
  )
}
