import { z } from 'zod'
import { sqsQueueName } from '../../../queues/dead-letters.ts'
import {
  purgeDone,
  purgePlan,
  settingsChange,
  sqsQueueSettings,
  statusQueueRef,
  undoOutcome,
} from '../../../queues/queue-settings.ts'
import { queueName, queueStatus } from '../../../queues/queues.ts'
import { changeableSettings } from '../../../connections/settings-ranges.ts'
import { listOf } from '../../bounded.ts'
import { nothing, procedure } from '../../procedure.ts'

const [leastReceives, mostReceives] = changeableSettings.maxReceives

/** The SQS queues of the active connection's job queues. */
export const queueSettingsProcedures = {
  'queue-settings:read': procedure(z.strictObject({ queue: queueName }), z.array(sqsQueueSettings)),
  'queue-settings:change': procedure(
    z.strictObject({ queue: queueName, name: sqsQueueName, change: settingsChange }),
    nothing,
  ),
  /**
   * Creates `<job queue>-dead` unless it exists, and makes it the dead-letter queue of some status queues.
   */
  'queue-settings:add-dead-letters': procedure(
    z.strictObject({
      queue: queueName,
      statuses: listOf(queueStatus, 12),
      maxReceives: z.int().min(leastReceives).max(mostReceives),
    }),
    z.strictObject({ name: sqsQueueName }),
  ),
  'queue-settings:plan-purge': procedure(statusQueueRef, purgePlan),
  /** Deletes all messages of a status queue. `confirmed` is its name as typed by the user. */
  'queue-settings:purge': procedure(statusQueueRef.extend({ confirmed: sqsQueueName }), purgeDone),
  /**
   * Resends a message for each payload of this app's jobs. Other senders' messages cannot be
   * restored.
   */
  'queue-settings:undo-purge': procedure(z.strictObject({ undoId: z.string().max(64) }), undoOutcome),
} as const
