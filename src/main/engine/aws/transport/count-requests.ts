import type { S3Client } from '@aws-sdk/client-s3'
import type { SQSClient } from '@aws-sdk/client-sqs'
import type { RequestCounter, RequestKind } from './request-counter.ts'

const chunkBytes = 65_536

/** Counts every attempt of an S3 client's requests. */
export function countS3Requests(client: S3Client, counter: RequestCounter): void {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        counter.count(s3Kind(commandName, methodOf(args.request)))
        return next(args)
      },
    // Behind the retry, so that each attempt passes here.
    { step: 'finalizeRequest', priority: 'low', name: 'countRequests' },
  )
}

/** Counts every attempt of an SQS client's requests, once for each 64 KiB that they send or receive. */
export function countSqsRequests(client: SQSClient, counter: RequestCounter): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const sent = sqsChunks(bytesOf((args.request as { readonly body?: unknown }).body))
      counter.count('sqs', sent)
      const result = await next(args)
      const received = sqsChunks(messageBytes(result.output))
      if (received > sent) counter.count('sqs', received - sent)
      return result
    },
    { step: 'finalizeRequest', priority: 'low', name: 'countRequests' },
  )
}

/** The one thing that commands of every kind have in common. */
type Command = { readonly middlewareStack: { add: (middleware: never, options: never) => void } }
type Next = (args: unknown) => unknown

/** Calls `run` for each attempt of a command that is about to be sent. */
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

/** How many requests a payload of so many bytes is billed as by SQS: at least one. */
export function sqsChunks(bytes: number): number {
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
  const messages = (output as { readonly Messages?: readonly { readonly Body?: string }[] }).Messages ?? []
  return messages.reduce((sum, { Body }) => sum + Buffer.byteLength(Body ?? ''), 0)
}
