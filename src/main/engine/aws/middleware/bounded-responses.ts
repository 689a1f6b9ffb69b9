import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { S3Client } from '@aws-sdk/client-s3'
import { failedStatus, isAccepted, UnreadableResponseError, upTo } from './read-response.ts'
import { withRepairedDates } from './repair-dates.ts'
import { isFromS3, isS3Error, notFromS3 } from './response-shapes.ts'

/** Larger than any list or error response that S3 sends. Fits 1,000 keys of 1,024 bytes with every byte escaped. */
const maxS3ResponseBytes = 8_388_608

/** Thrown if a server sends more than S3 ever does. */
class ResponseTooLargeError extends Error {
  override readonly name = 'ResponseTooLarge'
  readonly $metadata: { readonly httpStatusCode: number }

  constructor(status: number) {
    super('The response is longer than any that S3 sends.')
    this.$metadata = { httpStatusCode: status }
  }
}

interface RawResponse {
  statusCode: number
  readonly headers: Readonly<Record<string, string | undefined>>
  body?: unknown
}

/**
 * Limits the responses of an S3 client to {@link maxS3ResponseBytes}, except for the objects themselves. A
 * longer list is an error. If the request was a change that S3 accepted, the error is
 * {@link UnreadableResponseError}. A 2xx response that does not come from S3, or that contains an error, is an error
 * too.
 */
export function limitResponses(client: S3Client): void {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const result = await next(args)
        const response = result.response as RawResponse
        const action = commandName.replace(/Command$/, '')
        const accepted = isAccepted(response.statusCode)
        const isObject = action === 'GetObject' && accepted
        // Objects are too large to be kept, and a HEAD has no body.
        const bytes = isObject || action.startsWith('Head') ? null : await readBody(response, action)
        if (accepted && !isFromS3(action, { headers: response.headers, body: bytes })) {
          if (response.body instanceof Readable) response.body.destroy()
          throw notFromS3()
        }
        // S3 may fail after it has sent the status. The SDK only detects this if nothing follows the error, not even a
        // line break.
        if (accepted && bytes !== null && isS3Error(bytes)) response.statusCode = failedStatus
        // The SDK looks for errors in a 200 only if its body is a stream.
        if (bytes !== null) {
          const document = withRepairedDates(bytes)
          response.body = Readable.from(document.byteLength === 0 ? [] : [document], { objectMode: false })
        }
        return result
      },
    // Closest to the socket, where the response is still a stream.
    { step: 'deserialize', priority: 'low', name: 'limitResponses' },
  )
}

async function readBody({ statusCode, body }: RawResponse, action: string): Promise<Buffer> {
  if (body instanceof Buffer) return body
  if (typeof body !== 'object' || body === null || !(Symbol.asyncIterator in body)) return Buffer.alloc(0)
  const bytes = await buffer(upTo(maxS3ResponseBytes, body as AsyncIterable<Buffer>))
  if (bytes.byteLength <= maxS3ResponseBytes) return bytes
  // For an error, the status is enough.
  if (!isAccepted(statusCode)) return Buffer.alloc(0)
  throw /^(?:Get|List)/.test(action)
    ? new ResponseTooLargeError(statusCode)
    : new UnreadableResponseError(statusCode)
}
