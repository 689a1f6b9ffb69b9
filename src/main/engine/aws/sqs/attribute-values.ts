import type { MessageAttributeValue } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import {
  isBinaryType,
  type MessageAttributes,
  type MessageExtras,
} from '../../protocol/message-attributes.ts'

/** The attributes in a response. The SDK returns a binary value as bytes, the JSON protocol as base64. */
export const receivedAttributes = z.record(
  z.string(),
  z
    .object({
      DataType: z.string(),
      StringValue: z.string().nullish(),
      BinaryValue: z.union([z.string(), z.instanceof(Uint8Array)]).nullish(),
    })
    .nullable()
    .catch(null),
)

/** Parses received attributes. Skips those without a value. */
export function attributesFrom(received: z.infer<typeof receivedAttributes>): MessageAttributes {
  const known = Object.entries(received).flatMap(([name, attribute]) => {
    if (attribute === null) return []
    const { DataType: type, StringValue, BinaryValue } = attribute
    const value = isBinaryType(type) ? base64Of(BinaryValue) : StringValue
    return value === null || value === undefined ? [] : [[name, { type, value }] as const]
  })
  return Object.fromEntries(known)
}

/** Returns the part of a SendMessage request that contains the attributes. Empty if there are none. */
export function attributesToSend({ attributes, traceHeader }: MessageExtras): {
  MessageAttributes?: Record<string, MessageAttributeValue>
  MessageSystemAttributes?: { AWSTraceHeader: MessageAttributeValue }
} {
  const values = Object.entries(attributes).map(([name, { type: DataType, value }]) => {
    const BinaryValue = new Uint8Array(Buffer.from(value, 'base64'))
    return [name, isBinaryType(DataType) ? { DataType, BinaryValue } : { DataType, StringValue: value }]
  })
  return {
    ...(values.length > 0 && { MessageAttributes: Object.fromEntries(values) }),
    ...(traceHeader !== null && {
      MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: traceHeader } },
    }),
  }
}

function base64Of(value: string | Uint8Array | null | undefined): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? value : Buffer.from(value).toString('base64')
}
