import type { CreationOutcome } from '../../../shared/queues/creation.ts'
import type { CallOptions } from '../aws/transport/aws-call.ts'
import type { EngineClients } from '../aws/transport/clients.ts'
import { toWire } from '../errors/engine-error.ts'
import { createBucket } from './create-bucket.ts'
import { QueueCreator } from './create-queue.ts'
import type { CreationPlan, PlannedBucket, PlannedQueue } from './creation-plan.ts'

/** Creates everything in a plan, and stops at the first failure. Changes nothing that exists. Never throws. */
export async function createResources(
  clients: EngineClients,
  { buckets, queues }: CreationPlan,
  options: CallOptions = {},
): Promise<CreationOutcome> {
  const creator = new QueueCreator(clients, options)
  // Buckets come first. Their names are global, so creating one fails more often than creating a queue.
  const wanted = [...buckets, ...queues]
  const created: CreationOutcome['created'] = []
  for (const [index, resource] of wanted.entries()) {
    let isCreated = false
    const onCreated = (): void => {
      isCreated = true
    }
    try {
      if (resource.kind === 'bucket') await createBucket(clients, resource, onCreated, options)
      else await creator.create(resource, onCreated)
      created.push(nameOf(resource))
    } catch (error) {
      const failed = { resource: nameOf(resource), isCreated, error: toWire(error) }
      return { created, failed, notCreated: wanted.slice(index + 1).map(nameOf) }
    }
  }
  return { created, failed: null, notCreated: [] }
}

function nameOf({ kind, name }: PlannedBucket | PlannedQueue): CreationOutcome['created'][number] {
  return { kind, name }
}
