import type { S3Client } from '@aws-sdk/client-s3'
import type { SQSClient } from '@aws-sdk/client-sqs'
import { EngineError } from '../../errors/engine-error.ts'

/**
 * The commands that change nothing on a server. ReceiveMessage is not one of them: it hides messages from
 * others and counts towards the dead-letter queue. Commands that are not listed are refused.
 */
const readingCommands: ReadonlySet<string> = new Set([
  'GetBucketLocationCommand',
  'GetObjectCommand',
  'HeadBucketCommand',
  'HeadObjectCommand',
  'ListBucketsCommand',
  'ListMultipartUploadsCommand',
  'ListObjectsV2Command',
  'ListPartsCommand',
  'GetQueueAttributesCommand',
  'GetQueueUrlCommand',
  'ListDeadLetterSourceQueuesCommand',
  'ListMessageMoveTasksCommand',
  'ListQueueTagsCommand',
  'ListQueuesCommand',
])

/** The part of a client that {@link refuseChanges} needs. */
interface Stack {
  add(
    middleware: (
      next: (args: unknown) => Promise<unknown>,
      context: { readonly commandName?: string },
    ) => unknown,
    options: object,
  ): void
}

/** Makes a client refuse every command that could change something, before anything is sent. */
export function refuseChanges(client: S3Client | SQSClient): void {
  const stack = client.middlewareStack as unknown as Stack
  stack.add(
    (next, { commandName = '' }) =>
      async (args: unknown) => {
        if (!readingCommands.has(commandName)) throw new EngineError('READ_ONLY')
        return next(args)
      },
    { step: 'initialize', priority: 'high', name: 'refuseChanges' },
  )
}
