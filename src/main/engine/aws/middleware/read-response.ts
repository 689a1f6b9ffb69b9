import { buffer } from 'node:stream/consumers'
import type { SQSClient } from '@aws-sdk/client-sqs'
import { isFromSqs, isSqsError, notFromSqs } from './response-shapes.ts'

/** Larger than any SQS response. Fits ten messages of 1 MiB with escaped text. */
export const maxResponseBytes = 33_554_432

/** The calls that change messages. A call that the server has accepted is not repeated. */
const changes: ReadonlySet<string> = new Set([
  'SendMessageCommand',
  'SendMessageBatchCommand',
  'ReceiveMessageCommand',
  'DeleteMessageBatchCommand',
  'ChangeMessageVisibilityBatchCommand',
])

/** For these, the status is enough, even if the connection breaks after it. */
const callsWithoutOutput: ReadonlySet<string> = new Set([
  'DeleteMessageCommand',
  'ChangeMessageVisibilityCommand',
  'PurgeQueueCommand',
])

/** Stands for the unknown status of an error that was sent with status 200. */
export const failedStatus = 500

/**
 * Thrown if the server accepted a request with a 2xx status, but its response is damaged, incomplete or too
 * large. It has no `cause`, because the SDK would retry if that were a broken connection.
 */
export class UnreadableResponseError extends Error {
  override readonly name = 'UnreadableResponse'
  readonly $metadata: { readonly httpStatusCode: number }

  constructor(status = 200) {
    super('The response cannot be read.')
    this.$metadata = { httpStatusCode: status }
  }
}

/** True if a server has accepted the request. */
export function isAccepted(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 300
}

interface RawResponse {
  statusCode: number
  readonly headers: Readonly<Record<string, string | undefined>>
  body?: unknown
}

/**
 * Limits the responses of an SQS client to {@link maxResponseBytes}. If the server has accepted a change but
 * its response cannot be read, the SDK does not repeat the request, and the call rejects with
 * {@link UnreadableResponseError}.
 */
export function readFoundTimes(client: SQSClient): void {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const result = await next(args)
        const response = result.response as RawResponse
        let accepted = isAccepted(response.statusCode)
        const needsOutput = !accepted || !callsWithoutOutput.has(commandName)
        try {
          response.body = await readBody(response)
        } catch (error) {
          if (needsOutput && accepted && changes.has(commandName)) {
            throw new UnreadableResponseError(response.statusCode)
          }
          if (needsOutput) throw error
        }
        if (accepted && response.body instanceof Uint8Array && isSqsError(response.body)) {
          response.statusCode = failedStatus
          accepted = false
        }
        // A proxy's sign-in page may have a 2xx status, too.
        if (
          accepted &&
          response.body instanceof Uint8Array &&
          !isFromSqs(commandName.replace(/Command$/, ''), { ...response, body: response.body })
        ) {
          const mayBeDone = changes.has(commandName) || callsWithoutOutput.has(commandName)
          throw mayBeDone ? new UnreadableResponseError(response.statusCode) : notFromSqs()
        }
        if (!needsOutput && accepted) response.body = Buffer.from('{}')
        return result
      },
    // Closest to the socket, where the response is still a stream.
    { step: 'deserialize', priority: 'low', name: 'readResponse' },
  )
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        try {
          return await next(args)
        } catch (error) {
          const status = (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata
            ?.httpStatusCode
          if (!isAccepted(status) || !changes.has(commandName)) throw error
          throw new UnreadableResponseError(status)
        }
      },
    // Around the SDK's parser, but inside its retries.
    { step: 'deserialize', priority: 'high', name: 'unreadableResponse' },
  )
}

async function readBody({ statusCode, body }: RawResponse): Promise<unknown> {
  if (typeof body !== 'object' || body === null || !(Symbol.asyncIterator in body)) return body
  const stream = body as AsyncIterable<Buffer>
  const bytes = await buffer(upTo(maxResponseBytes, stream))
  if (bytes.byteLength <= maxResponseBytes) return bytes
  // For an error, the status is enough.
  if (!isAccepted(statusCode)) return Buffer.alloc(0)
  throw new UnreadableResponseError(statusCode)
}

/** Stops after the chunk that exceeds the limit. Leaving the loop closes the stream. */
export async function* upTo(limit: number, stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let size = 0
  for await (const chunk of stream) {
    size += chunk.byteLength
    yield chunk
    if (size > limit) return
  }
}
