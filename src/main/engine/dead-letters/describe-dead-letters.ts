import type { DeadLetterQueue } from '../../../shared/queues/dead-letters.ts'
import { readAttributes, readSources } from '../aws/sqs/queue-admin.ts'
import { countFrom, depthFrom } from '../aws/sqs/server-numbers.ts'
import type { SqsQueue } from '../aws/sqs/sqs-queue.ts'
import { toWire } from '../errors/engine-error.ts'
import { toEngineError } from '../errors/to-engine-error.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { redrivePolicies } from './redrive-policies.ts'

/** Returns a job queue's dead-letter queues, with their counts and sources. @throws EngineError */
export async function describeDeadLetters(jobQueue: JobQueue): Promise<readonly DeadLetterQueue[]> {
  const policies = await policiesByQueue(jobQueue)
  const names = [...new Set([...policies.values()].map(({ queue }) => queue))]
  return Promise.all(names.map((name) => describeOne(jobQueue.queueNamed(name), policies)))
}

/** Returns the redrive policies by source queue name. */
async function policiesByQueue(
  jobQueue: JobQueue,
): Promise<ReadonlyMap<string, { readonly queue: string; readonly maxReceives: number }>> {
  return new Map(
    [...(await redrivePolicies(jobQueue))].flatMap(([status, policy]) =>
      policy === null ? [] : [[jobQueue.names.queue(status), policy] as const],
    ),
  )
}

async function describeOne(
  queue: SqsQueue,
  policies: ReadonlyMap<string, { readonly queue: string; readonly maxReceives: number }>,
): Promise<DeadLetterQueue> {
  const own = [...policies].filter(([, policy]) => policy.queue === queue.name)
  const [attributes, sources] = await Promise.allSettled([readAttributes(queue), readSources(queue)])
  const read = attributes.status === 'fulfilled' ? attributes.value : null
  const others =
    sources.status === 'fulfilled'
      ? sources.value.filter((name) => !own.some(([known]) => known === name))
      : []
  return {
    name: queue.name,
    depth: read === null ? null : depthFrom(read),
    sources: [
      ...own.map(([name, { maxReceives }]) => ({ queue: name, maxReceives })),
      ...others.map((name) => ({ queue: name, maxReceives: null })),
    ],
    allSources: sources.status === 'fulfilled',
    retentionSeconds: countFrom(read?.['MessageRetentionPeriod']),
    error: attributes.status === 'rejected' ? toWire(toEngineError(attributes.reason)) : null,
  }
}

/** True if a known redrive policy names this queue as its dead-letter queue. */
export function isDeadLetterQueue(jobQueue: JobQueue, name: string): boolean {
  return [...jobQueue.deadLetters.values()].some((policy) => policy !== null && policy.queue === name)
}
