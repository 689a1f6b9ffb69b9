import { z } from 'zod'
import type { ProxyResponse, ProxyListener } from './fault-proxy.ts'
import type { Operation } from './operation.ts'

/** A message as delivered by the server. */
export interface Delivery {
  readonly queueUrl: string
  readonly messageId: string
  readonly handle: string
  /** The key of the payload, or `null` if the message is not a job. */
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
const responseBody = z.object({
  MessageId: z.string().optional(),
  Messages: z
    .array(z.object({ MessageId: z.string(), ReceiptHandle: z.string(), Body: z.string() }))
    .default([]),
  Successful: z.array(z.object({ Id: z.string() })).default([]),
})
const envelope = z.object({ bucket: z.string(), key: z.string() })

/** Records requests and responses at the server, behind the proxy's faults. */
export class Recorder {
  readonly operations = new Map<string, number>()
  readonly deliveries = new Map<string, Delivery>()
  /** The number of accepted messages with a key, by queue and key. */
  readonly sent = new Map<string, number>()
  /**
   * The state of each delete, by receipt handle. It stays `requested` if the client is killed in the
   * meantime.
   */
  readonly deleted = new Map<string, 'requested' | 'confirmed' | 'rejected'>()
  readonly removedObjects: string[] = []
  readonly abortedUploads: string[] = []
  readonly createdUploads: string[] = []
  /** The violations found before deletes. */
  readonly violations: string[] = []
  /** The numbers (from 0) of the deliveries whose messages become visible again at once. */
  redelivered: ReadonlySet<number> = new Set()
  redeliveries = 0
  /** Makes a message in flight visible again. */
  redeliver: (delivery: Delivery) => Promise<void> = () => Promise.resolve()
  /** Called before a request reaches the server. */
  beforeRequest: (operation: Operation) => Promise<void> = () => Promise.resolve()
  /** Called before a delete reaches the server. The job must be done by then. */
  beforeDelete: (delivery: Delivery) => Promise<void> = () => Promise.resolve()

  readonly listener: ProxyListener = {
    request: (operation, body) => this.#request(operation, body),
    response: (operation, body, response) => this.#response(operation, body, response),
  }

  /** Returns how many messages with this key the queue has accepted. */
  sendCount(key: string, queue: string): number {
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
        this.violations.push(`A message was deleted with an unknown receipt handle: ${handle}`)
        continue
      }
      if (this.deleted.get(handle) !== 'confirmed') this.deleted.set(handle, 'requested')
      await this.beforeDelete(delivery)
    }
  }

  async #response(
    { name, bucket, key, query }: Operation,
    body: string,
    response: ProxyResponse,
  ): Promise<void> {
    if (response.status >= 300) {
      if (name.startsWith('DeleteMessage')) this.#rejected(handlesOf(body))
      return
    }
    if (name === 'DeleteObject') this.removedObjects.push(`${bucket}/${key}`)
    if (name === 'AbortMultipartUpload') this.abortedUploads.push(query.get('uploadId') ?? '')
    if (name === 'CreateMultipartUpload') {
      this.createdUploads.push(/<UploadId>([^<]*)/.exec(response.body)?.[1] ?? '')
    }
    if (bucket !== '') return
    const request = requestBody.parse(JSON.parse(body))
    const result = responseBody.parse(JSON.parse(response.body === '' ? '{}' : response.body))
    const confirmed = new Set(result.Successful.map(({ Id }) => Id))
    if (name === 'SendMessage') this.#sent(request.QueueUrl, request.MessageBody)
    if (name === 'SendMessageBatch') {
      for (const { Id, MessageBody = '' } of request.Entries)
        if (confirmed.has(Id)) this.#sent(request.QueueUrl, MessageBody)
    }
    if (name === 'ReceiveMessage') {
      for (const { MessageId, ReceiptHandle, Body } of result.Messages) {
        const location = envelopeOf(Body)
        const delivery = {
          queueUrl: request.QueueUrl,
          messageId: MessageId,
          handle: ReceiptHandle,
          key: location?.key ?? null,
          bucket: location?.bucket ?? null,
        }
        const number = this.deliveries.size
        this.deliveries.set(ReceiptHandle, delivery)
        if (!this.redelivered.has(number)) continue
        this.redeliveries += 1
        await this.redeliver(delivery)
      }
    }
    if (name === 'DeleteMessage') this.deleted.set(request.ReceiptHandle, 'confirmed')
    if (name === 'DeleteMessageBatch') {
      const handles = handlesOf(body)
      this.#rejected(handles.filter(({ id }) => !confirmed.has(id)))
      for (const { id, handle } of handles) if (confirmed.has(id)) this.deleted.set(handle, 'confirmed')
    }
  }

  #rejected(handles: readonly { readonly handle: string }[]): void {
    for (const { handle } of handles) {
      if (this.deleted.get(handle) === 'requested') this.deleted.set(handle, 'rejected')
    }
  }

  #sent(queueUrl: string, body: string): void {
    const location = envelopeOf(body)
    if (location === null) return
    const name = `${queueUrl.split('/').at(-1) ?? ''} ${location.key}`
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
