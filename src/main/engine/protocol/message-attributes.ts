/** The value of a message attribute, as its sender typed it. */
export type MessageAttribute = {
  /** `String`, `Number` or `Binary`, which may be followed by a label of the sender: `Number.float`. */
  readonly type: string
  /** The text; of a binary value, its base64. */
  readonly value: string
}

/** The attributes of a message by name: values that a sender adds to the body, such as a trace id. */
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>

/** The content of a message besides its body. It is kept when a job moves to another queue. */
export type MessageExtras = {
  readonly attributes: MessageAttributes
  /** The system attribute `AWSTraceHeader`, which AWS X-Ray uses; `null` if there is none. */
  readonly traceHeader: string | null
}

/** A message without attributes. */
export const noExtras: MessageExtras = { attributes: {}, traceHeader: null }

/** True if the value of an attribute is base64. */
export function isBinaryType(type: string): boolean {
  return type === 'Binary' || type.startsWith('Binary.')
}

/** Returns how many bytes the attributes add to the size of a message. The trace header is free. */
export function attributeBytes(attributes: MessageAttributes): number {
  return Object.entries(attributes).reduce((sum, [name, { type, value }]) => {
    const bytes = isBinaryType(type) ? Buffer.byteLength(value, 'base64') : Buffer.byteLength(value)
    return sum + Buffer.byteLength(name) + Buffer.byteLength(type) + bytes
  }, 0)
}
