import { z } from 'zod'
import type { Answer, ProxyListener } from './fault-proxy.ts'
import type { Operation } from './operation.ts'

/** A message as the server handed it out. */
export interface Delivery {
  readonly queueUrl: string
  readonly messageId: string
  readonly handle: string
  /** The payload's key, or `null` for what is no job. */
  readonly key: string | null
  readonly bucket: string | null
}

const entries = z.array(
  z.object({ Id: z.string(), MessageBody: z.string().optional(), ReceiptHandle: z.string().optional() }),
)
const requestBody = z.object({
  QueueUrl: z.string().default(''),
  MessageBody: z.string().default(''),
  ReceiptHandle: z.string().default(''),
  VisibilityTimeout: z.number().optional(),
  Entries: entries.default([]),
})
const answerBody = z.object({
  MessageId: z.string().optional(),
  Messages: z
    .array(z.object({ MessageId: z.string(), ReceiptHandle: z.string(), Body: z.string() }))
    .default([]),
  Successful: z.array(z.object({ Id: z.string() })).default([]),
})
const envelope = z.object({ bucket: z.string(), key: z.string() })

/** What was asked of the server and what it granted, taken down between the proxy's faults and the server itself. */
export class Recorder {
  readonly operations = new Map<string, number>()
  readonly deliveries = new Map<string, Delivery>()
  /** How often each key's message was taken in, by queue. */
  readonly sent = new Map<string, number>()
  /**
   * What became of the deletes, by receipt handle. Where the client dies meanwhile, nobody knows: `asked` may be done.
   */
  readonly deleted = new Map<string, 'asked' | 'granted' | 'refused'>()
  readonly removedObjects: string[] = []
  readonly abortedUploads: string[] = []
  readonly createdUploads: string[] = []
  /** What a check of a delete found wrong. */
  readonly violations: string[] = []
  /** The numbers of the deliveries, from 0, that come to somebody else too. */
  repeated: ReadonlySet<number> = new Set()
  repeats = 0
  /** Makes a message that is in flight visible again. */
  repeat: (delivery: Delivery) => Promise<void> = () => Promise.resolve()
  /** Called before a request reaches the server. */
  beforeRequest: (operation: Operation) => Promise<void> = () => Promise.resolve()
  /** Called before a delete reaches the server: the last moment at which all must be in order. */
  beforeDelete: (delivery: Delivery) => Promise<void> = () => Promise.resolve()

  readonly listener: ProxyListener = {
    request: (operation, body) => this.#request(operation, body),
    answer: (operation, body, answer) => this.#answer(operation, body, answer),
  }

  /** How many messages were sent for this key. */
  sends(key: string, queue: string): number {
    return this.sent.get(`${queue} ${key}`) ?? 0
  }

  async #request(operation: Operation, body: string): Promise<void> {
    const { name } = operation
    await this.beforeRequest(operation)
    this.operations.set(name, (this.operations.get(name) ?? 0) + 1)
    if (!name.startsWith('DeleteMessage')) return
    for (const { handle } of handlesOf(body)) {
      const delivery = this.deliveries.get(handle)
      if (delivery === undefined) {
        this.violations.push(`A message was deleted by a handle that nobody was given: ${handle}`)
        continue
      }
      if (this.deleted.get(handle) !== 'granted') this.deleted.set(handle, 'asked')
      await this.beforeDelete(delivery)
    }
  }

  async #answer({ name, bucket, key, query }: Operation, body: string, answer: Answer): Promise<void> {
    if (answer.status >= 300) {
      if (name.startsWith('DeleteMessage')) this.#refused(handlesOf(body))
      return
    }
    if (name === 'DeleteObject') this.removedObjects.push(`${bucket}/${key}`)
    if (name === 'AbortMultipartUpload') this.abortedUploads.push(query.get('uploadId') ?? '')
    if (name === 'CreateMultipartUpload') {
      this.createdUploads.push(/<UploadId>([^<]*)/.exec(answer.body)?.[1] ?? '')
    }
    if (bucket !== '') return
    const asked = requestBody.parse(JSON.parse(body))
    const said = answerBody.parse(JSON.parse(answer.body === '' ? '{}' : answer.body))
    const granted = new Set(said.Successful.map(({ Id }) => Id))
    if (name === 'SendMessage') this.#sent(asked.QueueUrl, asked.MessageBody)
    if (name === 'SendMessageBatch') {
      for (const { Id, MessageBody = '' } of asked.Entries)
        if (granted.has(Id)) this.#sent(asked.QueueUrl, MessageBody)
    }
    if (name === 'ReceiveMessage') {
      for (const { MessageId, ReceiptHandle, Body } of said.Messages) {
        const place = envelopeOf(Body)
        const delivery = {
          queueUrl: asked.QueueUrl,
          messageId: MessageId,
          handle: ReceiptHandle,
          key: place?.key ?? null,
          bucket: place?.bucket ?? null,
        }
        const number = this.deliveries.size
        this.deliveries.set(ReceiptHandle, delivery)
        if (!this.repeated.has(number)) continue
        this.repeats += 1
        await this.repeat(delivery)
      }
    }
    if (name === 'DeleteMessage') this.deleted.set(asked.ReceiptHandle, 'granted')
    if (name === 'DeleteMessageBatch') {
      const handles = handlesOf(body)
      this.#refused(handles.filter(({ id }) => !granted.has(id)))
      for (const { id, handle } of handles) if (granted.has(id)) this.deleted.set(handle, 'granted')
    }
  }

  #refused(handles: readonly { readonly handle: string }[]): void {
    for (const { handle } of handles) {
      if (this.deleted.get(handle) === 'asked') this.deleted.set(handle, 'refused')
    }
  }

  #sent(queueUrl: string, body: string): void {
    const place = envelopeOf(body)
    if (place === null) return
    const name = `${queueUrl.split('/').at(-1) ?? ''} ${place.key}`
    this.sent.set(name, (this.sent.get(name) ?? 0) + 1)
  }
}

function handlesOf(body: string): { readonly id: string; readonly handle: string }[] {
  const { ReceiptHandle, Entries } = requestBody.parse(JSON.parse(body))
  if (ReceiptHandle !== '') return [{ id: '', handle: ReceiptHandle }]
  return Entries.map(({ Id, ReceiptHandle: handle = '' }) => ({ id: Id, handle }))
}

function envelopeOf(body: string): z.infer<typeof envelope> | null {
  try {
    return envelope.safeParse(JSON.parse(body)).data ?? null
  } catch {
    return null
  }
}
