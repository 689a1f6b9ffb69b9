import {
  creationRanges,
  kmsKeyProblem,
  type CreationOptions,
} from '../../../shared/queues/creation-options.ts'
import type { QueueConfig } from '../../../shared/queues/queues.ts'
import { readAttributes } from '../aws/sqs/queue-admin.ts'
import { deadLetterOf } from '../aws/sqs/queue-settings.ts'
import { SqsQueue } from '../aws/sqs/sqs-queue.ts'
import type { CallOptions } from '../aws/transport/aws-call.ts'
import type { EngineClients } from '../aws/transport/clients.ts'
import { resourceNames } from '../protocol/resource-names.ts'

const daySeconds = 86_400
/** Each costs two requests. Job queues with buckets for both directions have three. */
const maxParallel = 4

/**
 * Returns the settings of a job queue's first remaining queue, for recreating the deleted ones, which
 * probably had the same settings. Empty if no queue is left or the settings cannot be read. Never throws.
 */
export async function siblingSettings(
  clients: EngineClients,
  config: QueueConfig,
  options: CallOptions = {},
): Promise<Partial<CreationOptions>> {
  const { queues } = resourceNames(config)
  for (let first = 0; first < queues.length; first += maxParallel) {
    const names = queues.slice(first, first + maxParallel)
    // oxlint-disable-next-line no-await-in-loop -- most job queues have no more queues than are asked at once
    const responses = await Promise.all(
      names.map((name) => readAttributes(new SqsQueue(clients, name), options).catch(() => null)),
    )
    const found = responses.find((attributes) => attributes !== null)
    if (found !== undefined && found !== null) return settingsIn(found, `${config.name}-dead`)
  }
  return {}
}

function settingsIn(
  attributes: Readonly<Record<string, string>>,
  deadLetters: string,
): Partial<CreationOptions> {
  const visibility = within('visibilitySeconds', Number(attributes['VisibilityTimeout'] ?? Number.NaN))
  // Rounded up, so that no message expires earlier than before.
  const days = Math.ceil(Number(attributes['MessageRetentionPeriod'] ?? Number.NaN) / daySeconds)
  const retention = within('retentionDays', days)
  const receives = maxReceivesIn(attributes['RedrivePolicy'], deadLetters)
  const { KmsMasterKeyId: key = '', SqsManagedSseEnabled: isManaged } = attributes
  return {
    ...(visibility !== null && { visibilitySeconds: visibility }),
    ...(retention !== null && { retentionDays: retention }),
    ...(receives !== undefined && { maxReceives: receives }),
    ...(kmsKeyProblem(key) === null
      ? { encryption: 'kms', kmsKey: key }
      : isManaged === 'true' && { encryption: 'managed', kmsKey: null }),
  }
}

/** Returns `null` if there is no dead-letter queue, and `undefined` if it is an unusual one. */
function maxReceivesIn(policy: string | undefined, deadLetters: string): number | null | undefined {
  if (!policy) return null
  const found = deadLetterOf(policy)
  if (found?.queue !== deadLetters) return undefined
  return within('maxReceives', found.maxReceives) ?? undefined
}

function within(name: 'visibilitySeconds' | 'retentionDays' | 'maxReceives', value: number): number | null {
  const [least, most] = creationRanges[name]
  return Number.isInteger(value) && value >= least && value <= most ? value : null
}
