import type { CheckFinding } from '../../../../shared/connections/doctor.ts'
import type { QueueConfig, QueueResource } from '../../../../shared/queues/queues.ts'
import { S3Buckets } from '../../../engine/aws/s3/s3-buckets.ts'
import { SqsQueue } from '../../../engine/aws/sqs/sqs-queue.ts'
import { EngineError } from '../../../engine/errors/engine-error.ts'
import { resourceNames } from '../../../engine/protocol/resource-names.ts'
import type { Identity, SignedContext } from '../check-context.ts'
import { failure, ok, problem, unknown } from '../findings.ts'
import { isDenied } from './is-denied.ts'
import { isQueueHidden } from './hidden-queue.ts'

/** A job queue, and which of its buckets and queues exist. */
export interface FoundJobQueue {
  readonly config: QueueConfig
  /** `null` means the check failed. */
  readonly resources: readonly QueueResource[] | null
  readonly finding: CheckFinding
}

/** Checks which buckets and queues of a job queue exist. */
export async function checkResources(
  context: SignedContext,
  config: QueueConfig,
  identity: Identity | null,
): Promise<FoundJobQueue> {
  const { clients } = context.open
  const { signal } = context
  const names = resourceNames(config)
  const buckets = new S3Buckets(clients)
  try {
    const resources = await Promise.all([
      ...names.buckets.map(async (name): Promise<QueueResource> => ({
        kind: 'bucket',
        name,
        state: await buckets.check(name, { signal }),
      })),
      ...names.queues.map(async (name): Promise<QueueResource> => ({
        kind: 'queue',
        name,
        state: await queueState(context, name, identity),
      })),
    ])
    return { config, resources, finding: findingOf(config, resources) }
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof EngineError)) throw error
    return { config, resources: null, finding: failure(error) }
  }
}

async function queueState(
  context: SignedContext,
  name: string,
  identity: Identity | null,
): Promise<QueueResource['state']> {
  try {
    await new SqsQueue(context.open.clients, name).getUrl({ signal: context.signal, fresh: true })
    return 'exists'
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    if (isDenied(error)) return 'denied'
    if (error.code !== 'QUEUE_NOT_FOUND') throw error
    // SQS also returns this for queues that these keys may not see.
    return (await isQueueHidden(context, name, identity)) ? 'denied' : 'missing'
  }
}

function findingOf(config: QueueConfig, resources: readonly QueueResource[]): CheckFinding {
  const { name } = config
  const missing = resources.filter(({ state }) => state === 'missing')
  const denied = resources.filter(({ state }) => state === 'denied')
  if (missing.length === resources.length) {
    return problem(`The job queue ${name} has no buckets or queues here yet.`, { kind: 'create', config })
  }
  if (missing.length > 0) {
    const listed = missing.map((resource) => `the ${resource.kind} ${resource.name}`).join(', ')
    return problem(`${name} is incomplete. Missing: ${listed}.`, { kind: 'create', config })
  }
  if (denied.length > 0) {
    const listed = denied.map((resource) => resource.name).join(', ')
    return unknown(`${name}: these keys may not access ${listed}. “Permissions” below says what is missing.`)
  }
  const buckets = resources.filter(({ kind }) => kind === 'bucket').length
  return ok(
    `${name} is complete: ${counted(buckets, 'bucket')}, ${counted(resources.length - buckets, 'queue')}.`,
  )
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
