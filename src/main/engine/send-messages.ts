import { createHash } from 'node:crypto'
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import type { EngineClients } from './clients.ts'
import { EngineError } from './errors.ts'
import type { LeanClient } from './lean-client.ts'

type Entry = { readonly Id: string; readonly MessageBody: string }

const answerSchema = z.object({
  Successful: z
    .array(z.object({ Id: z.string(), MessageId: z.string(), MD5OfMessageBody: z.string() }))
    .optional(),
  Failed: z
    .array(
      z.object({
        Id: z.string(),
        Code: z.string().optional(),
        Message: z.string().optional(),
        SenderFault: z.boolean().optional(),
      }),
    )
    .optional(),
})

/** How the messages of one batch ended, as the server told it. */
export type SentMessages = {
  readonly Successful?:
    | readonly { readonly Id?: string | undefined; readonly MessageId?: string | undefined }[]
    | undefined
  readonly Failed?:
    | readonly {
        readonly Id?: string | undefined
        readonly Code?: string | undefined
        readonly Message?: string | undefined
        readonly SenderFault?: boolean | undefined
      }[]
    | undefined
}

/** One SendMessageBatch of up to ten messages. Rejects as the SDK does. */
export async function sendMessages(
  { sqs, lean }: EngineClients,
  QueueUrl: string,
  Entries: Entry[],
  abortSignal: AbortSignal | undefined,
): Promise<SentMessages> {
  const sent = lean && (await sendLean(lean.sqs, QueueUrl, Entries, abortSignal))
  return (
    sent ?? sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }), abortSignal ? { abortSignal } : {})
  )
}

async function sendLean(
  client: LeanClient,
  QueueUrl: string,
  Entries: readonly Entry[],
  signal: AbortSignal | undefined,
): Promise<SentMessages | null> {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'AmazonSQS.SendMessageBatch',
  }
  const body = Buffer.from(JSON.stringify({ QueueUrl, Entries }))
  const request = { method: 'POST', bucket: null, path: '/', headers, body, unsigned: false } as const
  const answer = await client.send(request, signal)
  const parsed = answer && answerSchema.safeParse(parseJson(answer.body.toString()))
  if (!parsed?.success) return null
  const bodies = new Map(Entries.map(({ Id, MessageBody }) => [Id, MessageBody]))
  for (const { Id, MD5OfMessageBody } of parsed.data.Successful ?? []) {
    const md5 = createHash('md5')
      .update(bodies.get(Id) ?? '')
      .digest('hex')
    if (md5 !== MD5OfMessageBody) throw new EngineError('CHECKSUM_MISMATCH')
  }
  return parsed.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
