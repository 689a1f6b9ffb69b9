import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { S3Client } from '@aws-sdk/client-s3'
import { isAccepted, UnreadableAnswerError, upTo } from './read-answer.ts'
import { isPageForObject, isWebPage, pageInsteadOfS3 } from './web-pages.ts'

/** Larger than any list or error response that S3 sends. Fits 1,000 keys of 1,024 bytes with every byte escaped. */
const maxS3AnswerBytes = 8_388_608

/** Thrown if a server sends more than S3 ever does. */
class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLarge'
  readonly $metadata: { readonly httpStatusCode: number }

  constructor(status: number) {
    super('The response is longer than any that S3 sends.')
    this.$metadata = { httpStatusCode: status }
  }
}

interface Answer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string | undefined>>
  body?: unknown
}

/**
 * Limits the responses of an S3 client to {@link maxS3AnswerBytes}, except for the objects themselves. A
 * longer list is an error. If the request was a change that S3 accepted, the error is
 * {@link UnreadableAnswerError}. A web page sent with a 2xx status is an error too.
 */
export function boundAnswers(client: S3Client): void {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const result = await next(args)
        const answer = result.response as Answer
        const isObject = commandName === 'GetObjectCommand' && isAccepted(answer.statusCode)
        if ((isObject || commandName === 'HeadObjectCommand') && isPage(answer)) {
          if (answer.body instanceof Readable) answer.body.destroy()
          throw pageInsteadOfS3()
        }
        if (!isObject) answer.body = await readBody(answer, /^(?:Get|Head|List)/.test(commandName))
        return result
      },
    // Closest to the socket, where the response is still a stream.
    { step: 'deserialize', priority: 'low', name: 'boundAnswer' },
  )
}

function isPage({ statusCode, headers }: Answer): boolean {
  return isAccepted(statusCode) && isPageForObject(headers)
}

async function readBody({ statusCode, body }: Answer, onlyReads: boolean): Promise<unknown> {
  if (typeof body !== 'object' || body === null || !(Symbol.asyncIterator in body)) return body
  const bytes = await buffer(upTo(maxS3AnswerBytes, body as AsyncIterable<Buffer>))
  if (isAccepted(statusCode) && isWebPage(bytes)) throw pageInsteadOfS3()
  // The SDK looks for errors in a 200 only if its body is a stream.
  if (bytes.byteLength <= maxS3AnswerBytes) return Readable.from([bytes], { objectMode: false })
  // For an error, the status is enough.
  if (!isAccepted(statusCode)) return Readable.from([])
  throw onlyReads ? new AnswerTooLargeError(statusCode) : new UnreadableAnswerError(statusCode)
}
