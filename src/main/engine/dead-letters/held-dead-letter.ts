import { randomUUID } from 'node:crypto'
import { longestEdited, type DeadLetter } from '../../../shared/queues/dead-letters.ts'
import type { ReceivedMessage } from '../aws/sqs/sqs-queue.ts'
import { EngineError, toWire } from '../errors/engine-error.ts'
import { parseMessageBody } from '../protocol/message-body.ts'
import { shownFields } from '../protocol/shown-fields.ts'

/** How long a received dead letter is hidden from others, in seconds. */
export const hiddenSeconds = 300
/** Actions are refused this long before the message becomes visible, so that a delete still finishes in time. */
const safetyMs = 2_000
/** The maximum number of characters in all attributes of one message. */
const maxCharacters = 16_384

/** An action in progress on a dead letter. */
export type Activity = DeadLetter['activity']

/** A dead letter that this app has received. */
export class HeldDeadLetter {
  readonly id = randomUUID()
  readonly message: ReceivedMessage
  hiddenUntil: number
  job: DeadLetter['job'] = null
  activity: Activity = 'idle'
  sentAs: string | null = null
  error: EngineError | null = null
  readonly #content: ReturnType<typeof parseMessageBody>

  constructor(message: ReceivedMessage, hiddenUntil: number) {
    this.message = message
    this.hiddenUntil = hiddenUntil
    this.#content = parseMessageBody(message.damaged ? '' : message.body)
    if (message.damaged) this.error = new EngineError('CHECKSUM_MISMATCH')
  }

  /** @throws EngineError `LEASE_LOST` once others may receive it. */
  check(now: number): void {
    if (now >= this.hiddenUntil - safetyMs) {
      throw new EngineError('LEASE_LOST', 'The message is visible to others again.', {
        hint: 'Receive it again.',
      })
    }
  }

  /** @throws EngineError `CHECKSUM_MISMATCH` if it arrived damaged. */
  checkIntact(): void {
    if (this.message.damaged) {
      throw new EngineError('CHECKSUM_MISMATCH', 'The message does not match its checksum.', {
        hint: 'Put it back and receive it again.',
      })
    }
  }

  /** The payload's location according to the message, or `null`. */
  get payload(): { readonly bucket: string; readonly key: string } | null {
    const { bucket, key } = this.#content
    return bucket === null || key === null ? null : { bucket, key }
  }

  shown(): DeadLetter {
    const { message } = this
    const { fields, bucket, key } = this.#content
    const shown = shownFields(fields)
    const attributes = Object.entries(message.attributes).map(([name, { type, value }]) => ({
      name,
      type,
      value,
    }))
    const characters = attributes.reduce(
      (sum, { name, type, value }) => sum + name.length + type.length + value.length,
      0,
    )
    const isTruncated = message.body.length > longestEdited || characters > maxCharacters
    return {
      id: this.id,
      messageId: message.id,
      fields: shown.fields,
      moreFields: shown.moreFields,
      bucket,
      key,
      body: message.body.slice(0, longestEdited),
      bodyLength: message.body.length,
      attributes: isTruncated
        ? attributes.map((one) => ({ ...one, value: one.value.slice(0, 1_000) }))
        : attributes,
      isTruncated,
      receivedCount: message.receivedCount,
      sentAt: message.sentAt,
      firstReceivedAt: message.firstReceivedAt,
      source: message.deadLetterSource ?? null,
      hiddenUntil: this.hiddenUntil,
      job: this.job,
      activity: this.activity,
      sentAs: this.sentAs,
      error: this.error === null ? null : toWire(this.error),
    }
  }
}
