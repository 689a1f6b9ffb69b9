import type { S3Client } from '@aws-sdk/client-s3'
import type { SQSClient } from '@aws-sdk/client-sqs'
import type { RequestCounter, RequestKind } from './request-counter.ts'

const chunkBytes = 65_536

/** Counts every attempt of every request that an S3 client makes. */
export function countS3Requests(client: S3Client, counter: RequestCounter): void {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        counter.count(s3Kind(commandName, methodOf(args.request)))
        return next(args)
      },
    // After the retry middleware, so that each attempt is counted.
    { step: 'finalizeRequest', priority: 'low', name: 'countRequests' },
  )
}

/** Counts every attempt of every request that an SQS client makes, once per 64 KiB sent or received. */
export function countSqsRequests(client: SQSClient, counter: RequestCounter): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const sentBytes = bytesOf((args.request as { readonly body?: unknown }).body)
      countSqsRequest(counter, sentBytes)
      const result = await next(args)
      countSqsResponse(counter, sentBytes, result.output)
      return result
    },
    { step: 'finalizeRequest', priority: 'low', name: 'countRequests' },
  )
}

/** The part that all SDK commands have in common. */
type Command = { readonly middlewareStack: { add: (middleware: never, options: never) => void } }
type Next = (args: unknown) => unknown

/** Calls `run` before each attempt of a command. */
export function countAttempts(command: Command, run: () => void): void {
  const middleware = (next: Next): Next => {
    return (args) => {
      run()
      return next(args)
    }
  }
  const options = { step: 'finalizeRequest', priority: 'low', name: 'countAttempts' }
  command.middlewareStack.add(middleware as never, options as never)
}

/** Counts an SQS request with a body of this size. Call this when the request is sent. */
export function countSqsRequest(counter: RequestCounter, sentBytes: number): void {
  counter.count('sqs', sqsChunks(sentBytes))
}

/** Counts the messages in an SQS response, minus what was already counted for the request. */
export function countSqsResponse(counter: RequestCounter, sentBytes: number, output: object): void {
  const more = sqsChunks(messageBytes(output)) - sqsChunks(sentBytes)
  if (more > 0) counter.count('sqs', more)
}

/** SQS bills one request per 64 KiB of payload, and at least one. */
function sqsChunks(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / chunkBytes))
}

function s3Kind(command: string, method: string): RequestKind {
  if (method === 'DELETE' || command === 'DeleteObjectsCommand') return 's3-free'
  if (command.startsWith('List')) return 's3-write'
  return method === 'PUT' || method === 'POST' ? 's3-write' : 's3-read'
}

function methodOf(request: unknown): string {
  return String((request as { readonly method?: unknown }).method)
}

function bytesOf(body: unknown): number {
  if (typeof body === 'string') return Buffer.byteLength(body)
  return body instanceof Uint8Array ? body.byteLength : 0
}

function messageBytes(output: object): number {
  const { Messages } = output as { readonly Messages?: unknown }
  const messages: readonly unknown[] = Array.isArray(Messages) ? Messages : []
  return messages.reduce((sum: number, message) => {
    const body = (message as { readonly Body?: unknown } | null)?.Body
    return sum + (typeof body === 'string' ? Buffer.byteLength(body) : 0)
  }, 0)
}
