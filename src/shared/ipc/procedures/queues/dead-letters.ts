import { z } from 'zod'
import {
  deadLetterQueue,
  deadLetterRef,
  deadLettersOutcome,
  deadLettersSnapshot,
  resubmission,
  sqsQueueName,
} from '../../../queues/dead-letters.ts'
import { queueName } from '../../../queues/queues.ts'
import { listOf } from '../../bounded.ts'
import { nothing, procedure } from '../../procedure.ts'

const chosen = deadLetterRef.extend({ ids: listOf(z.string().max(64), 1_000) })
/** The dead-letter queue's name, as typed by the user. */
const confirmed = sqsQueueName

/** The dead-letter queues of the active connection's job queues. */
export const deadLettersProcedures = {
  /** The dead letters that this session holds. Sends no requests. */
  'dead-letters:list': procedure(nothing, deadLettersSnapshot),
  /** A job queue's dead-letter queues. Receives nothing. */
  'dead-letters:describe': procedure(z.strictObject({ queue: queueName }), z.array(deadLetterQueue)),
  /**
   * Receives dead letters. This counts as a receive and hides them from others for five minutes.
   */
  'dead-letters:receive': procedure(
    deadLetterRef.extend({ max: z.int().min(1).max(10) }),
    z.strictObject({ received: z.int() }),
  ),
  /** Hides them for another five minutes. */
  'dead-letters:keep': procedure(chosen, deadLettersOutcome),
  'dead-letters:put-back': procedure(chosen, deadLettersOutcome),
  /** Sends them back to their sources, unchanged or edited, then deletes them here. */
  'dead-letters:submit-again': procedure(
    deadLetterRef.extend({ deadLetters: listOf(resubmission, 1_000) }),
    deadLettersOutcome,
  ),
  'dead-letters:submit-all': procedure(deadLetterRef, nothing),
  'dead-letters:cancel': procedure(deadLetterRef, nothing),
  'dead-letters:remove': procedure(chosen.extend({ confirmed }), deadLettersOutcome),
  'dead-letters:remove-all': procedure(deadLetterRef.extend({ confirmed }), nothing),
} as const
