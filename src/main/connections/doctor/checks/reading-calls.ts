import { S3Objects } from '../../../engine/aws/s3/s3-objects.ts'
import { SqsQueue } from '../../../engine/aws/sqs/sqs-queue.ts'
import { EngineError } from '../../../engine/errors/engine-error.ts'
import type { SignedContext } from '../check-context.ts'

/** Sends a call that needs a permission and changes nothing. Returns why it failed, or `null` if it succeeded. */
type ReadingCall = (context: SignedContext, arn: string) => Promise<EngineError | null>

/** The key of a missing object. The response shows whether an existing one could be read. */
const noSuchKey = 'remotejob-check/no-such-object'

/** The permissions that can be checked with a read-only call. */
export const readingCalls: Readonly<Record<string, ReadingCall>> = {
  'sqs:GetQueueUrl': (context, arn) =>
    failureOf(() => queueOf(context, arn).getUrl({ signal: context.signal, fresh: true })),
  'sqs:GetQueueAttributes': (context, arn) =>
    failureOf(() => queueOf(context, arn).attributes({ signal: context.signal })),
  's3:ListBucket': (context, arn) =>
    failureOf(() =>
      new S3Objects(context.open.clients).listPage(bucketOf(arn), { limit: 1, signal: context.signal }),
    ),
  's3:GetObject': (context, arn) =>
    failureOf(async () => {
      const { stream } = await new S3Objects(context.open.clients).get(bucketOf(arn), noSuchKey, {
        range: { first: 0, last: 0 },
        signal: context.signal,
      })
      stream.destroy()
    }),
}

async function failureOf(call: () => Promise<unknown>): Promise<EngineError | null> {
  try {
    await call()
    return null
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    return error.code === 'OBJECT_NOT_FOUND' ? null : error
  }
}

function queueOf({ open }: SignedContext, arn: string): SqsQueue {
  return new SqsQueue(open.clients, arn.split(':').at(-1) ?? '')
}

function bucketOf(arn: string): string {
  return arn.split(':::')[1]?.split('/')[0] ?? ''
}
