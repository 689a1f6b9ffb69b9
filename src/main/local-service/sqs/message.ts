import { createHash, hash, randomUUID } from 'node:crypto'
import { SqsError } from './sqs-error.ts'

/** A message attribute in the JSON protocol of SQS. A binary value is in base64. */
export type MessageAttribute = {
  readonly DataType: string
  readonly StringValue?: string
  readonly BinaryValue?: string
}
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>

/** A message in a queue. */
export type Message = {
  /** Its position among all stored messages, in the order they were sent. 0 if it is not stored yet. */
  number: number
  readonly id: string
  readonly body: string
  readonly bodyMd5: string
  readonly attributes: MessageAttributes
  /** Empty if there are no attributes. */
  readonly attributesMd5: string
  readonly sentMs: number
  /** It cannot be received before this time. */
  readonly delayedUntilMs: number | null
  /** For FIFO queues only, like the next two. */
  readonly groupId: string | null
  readonly deduplicationId: string | null
  readonly sequenceNumber: string | null
  receiveCount: number
  firstReceivedMs: number | null
  /** The ARN of the queue that it was moved from to this dead-letter queue, otherwise `null`. */
  readonly deadLetterSource: string | null
}

/** The maximum total size of a message and its attributes. A queue can allow less. */
export const maxMessageBytes = 1_048_576

const forbiddenCharacter = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u

/** Creates a message. Throws {@link SqsError} if a queue that accepts `maxBytes` must reject it. */
export function createMessage(
  content: { readonly body: string; readonly attributes: MessageAttributes },
  maxBytes: number,
  more: {
    readonly delaySeconds: number
    readonly fifo: Pick<Message, 'groupId' | 'deduplicationId' | 'sequenceNumber'> | null
  },
): Message {
  const { body, attributes } = content
  checkMessage(content, maxBytes)
  const sentMs = Date.now()
  return {
    number: 0,
    id: randomUUID(),
    body,
    bodyMd5: md5Hex(body),
    attributes,
    attributesMd5: attributesMd5(attributes),
    sentMs,
    delayedUntilMs: more.delaySeconds > 0 ? sentMs + more.delaySeconds * 1000 : null,
    ...(more.fifo ?? { groupId: null, deduplicationId: null, sequenceNumber: null }),
    receiveCount: 0,
    firstReceivedMs: null,
    deadLetterSource: null,
  }
}

/** Throws {@link SqsError} if a queue must reject the message. */
export function checkMessage(
  content: { readonly body: string; readonly attributes: MessageAttributes },
  maxBytes: number,
): void {
  if (forbiddenCharacter.test(content.body)) {
    throw new SqsError(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.',
    )
  }
  if (messageBytes(content) <= maxBytes) return
  throw new SqsError(
    'InvalidParameterValue',
    `One or more parameters are invalid. Reason: Message must be shorter than ${maxBytes} bytes.`,
  )
}

/** Returns the size as counted by SQS: the body, and the name, type and value of every attribute. */
export function messageBytes(content: {
  readonly body: string
  readonly attributes: MessageAttributes
}): number {
  let bytes = Buffer.byteLength(content.body)
  for (const [name, { DataType, StringValue = '', BinaryValue = '' }] of Object.entries(content.attributes)) {
    for (const text of [name, DataType, StringValue, BinaryValue]) bytes += Buffer.byteLength(text)
  }
  return bytes
}

const maxAttributes = 10

/**
 * Parses a call's message attributes. Throws {@link SqsError} if one has no type or no value, or if there are too many.
 */
export function readMessageAttributes(given: ReadonlyMap<string, unknown>): MessageAttributes {
  if (given.size > maxAttributes) {
    throw new SqsError(
      'InvalidParameterValue',
      `Number of message attributes [${given.size}] exceeds the allowed maximum [${maxAttributes}].`,
    )
  }
  return Object.fromEntries(
    Array.from(given, ([name, value]) => {
      const { DataType, StringValue, BinaryValue } = (value ?? {}) as Partial<Record<string, unknown>>
      const isBinary = typeof DataType === 'string' && /^Binary(\.|$)/.test(DataType)
      const isText = typeof DataType === 'string' && /^(String|Number)(\.|$)/.test(DataType)
      if ((isText && StringValue === '') || (isBinary && BinaryValue === '')) {
        const type = DataType.split('.', 1)[0]
        throw new SqsError(
          'InvalidParameterValue',
          `Message (user) attribute '${name}' must contain a non-empty value of type '${type}'.`,
        )
      }
      if (isText && typeof StringValue === 'string') return [name, { DataType, StringValue }]
      if (isBinary && typeof BinaryValue === 'string') return [name, { DataType, BinaryValue }]
      throw new SqsError(
        'InvalidParameterValue',
        `The message attribute '${name}' has no valid type and value.`,
      )
    }),
  )
}

/** Returns the digest of the attributes that SDKs verify: names, types and values, each with its length. */
export function attributesMd5(attributes: MessageAttributes): string {
  const names = Object.keys(attributes).toSorted()
  if (names.length === 0) return ''
  const md5 = createHash('md5')
  const add = (bytes: Buffer): void => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    md5.update(length).update(bytes)
  }
  for (const name of names) {
    const { DataType, StringValue, BinaryValue } = attributes[name] ?? { DataType: '' }
    add(Buffer.from(name))
    add(Buffer.from(DataType))
    md5.update(Buffer.from([BinaryValue === undefined ? 1 : 2]))
    add(BinaryValue === undefined ? Buffer.from(StringValue ?? '') : Buffer.from(BinaryValue, 'base64'))
  }
  return md5.digest('hex')
}

export function md5Hex(text: string): string {
  return hash('md5', text, 'hex')
}
