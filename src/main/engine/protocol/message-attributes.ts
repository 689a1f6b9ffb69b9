/** A message attribute's value, with its type. */
export type MessageAttribute = {
  /** `String`, `Number` or `Binary`, optionally followed by a custom label: `Number.float`. */
  readonly type: string
  /** The text, or the base64 of a binary value. */
  readonly value: string
}

/** A message's attributes by name. Senders use them for additional values such as a trace id. */
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>

/** A message's content apart from its body. It is kept when a job moves to another queue. */
export type MessageExtras = {
  readonly attributes: MessageAttributes
  /** The system attribute `AWSTraceHeader` of AWS X-Ray, or `null`. */
  readonly traceHeader: string | null
}

/** A message without attributes. */
export const noExtras: MessageExtras = { attributes: {}, traceHeader: null }

/** True if the value of an attribute is base64. */
export function isBinaryType(type: string): boolean {
  return type === 'Binary' || type.startsWith('Binary.')
}

/** Returns the number of bytes that the attributes add to a message. The trace header is free. */
export function attributeBytes(attributes: MessageAttributes): number {
  return Object.entries(attributes).reduce((sum, [name, { type, value }]) => {
    const bytes = isBinaryType(type) ? Buffer.byteLength(value, 'base64') : Buffer.byteLength(value)
    return sum + Buffer.byteLength(name) + Buffer.byteLength(type) + bytes
  }, 0)
}
