import { CreateQueueCommand } from '@aws-sdk/client-sqs'
import { readAttributes, setAttributes } from '../aws/sqs/queue-admin.ts'
import { SqsQueue } from '../aws/sqs/sqs-queue.ts'
import { callAws, type CallOptions } from '../aws/transport/aws-call.ts'
import type { EngineClients } from '../aws/transport/clients.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { Encryption, PlannedQueue } from './creation-plan.ts'
import { tlsPolicy } from './tls-policy.ts'

/** Creates a plan's queues. Their account ID comes from the first queue's ARN. */
export class QueueCreator {
  readonly #clients: EngineClients
  readonly #options: CallOptions
  /** `arn:aws:sqs:us-west-1:111122223333:`, or `null` until the first ARN has been read. */
  #prefix: string | null = null

  constructor(clients: EngineClients, options: CallOptions = {}) {
    this.#clients = clients
    this.#options = options
  }

  /**
   * Creates a queue with all its settings. `onCreated` is called once it exists.
   *
   * @throws EngineError `BAD_REQUEST` if it exists already: existing queues are never changed.
   */
  async create(planned: PlannedQueue, onCreated: () => void): Promise<void> {
    const { name, deadLetters, tlsOnly, encryption, attributes } = planned
    const queue = new SqsQueue(this.#clients, name)
    if (await this.#exists(queue)) throw alreadyExists(name)
    if (deadLetters !== null) this.#prefix ??= await this.#prefixOf(deadLetters.queue)
    const policy = tlsOnly && this.#prefix !== null ? this.#policyOf(this.#prefix, name) : {}
    const Attributes = {
      ...attributes,
      ...encryptionOf(encryption),
      ...policy,
      ...(deadLetters !== null && {
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: `${this.#prefix}${deadLetters.queue}`,
          maxReceiveCount: deadLetters.maxReceives,
        }),
      }),
    }
    await callAws({ what: `Creating the queue ${name}`, queue: name }, this.#options, (send) =>
      this.#clients.sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }), send),
    )
    onCreated()
    if (!tlsOnly || this.#prefix !== null) return
    // The policy needs the account ID, which is only known once the queue exists.
    this.#prefix = await this.#prefixOf(name)
    await setAttributes(queue, this.#policyOf(this.#prefix, name), this.#options)
  }

  async #exists(queue: SqsQueue): Promise<boolean> {
    try {
      await queue.getUrl({ ...this.#options, fresh: true })
      return true
    } catch (error) {
      if (error instanceof EngineError && error.code === 'QUEUE_NOT_FOUND') return false
      throw error
    }
  }

  async #prefixOf(name: string): Promise<string> {
    const arn = (await readAttributes(new SqsQueue(this.#clients, name), this.#options))['QueueArn'] ?? ''
    if (!arn.endsWith(`:${name}`))
      throw new EngineError('SERVICE', `The server did not return the ARN of ${name}.`)
    return arn.slice(0, -name.length)
  }

  #policyOf(prefix: string, name: string): Record<string, string> {
    return { Policy: JSON.stringify(tlsPolicy('sqs:*', `${prefix}${name}`)) }
  }
}

function encryptionOf(encryption: Encryption | null): Record<string, string> {
  if (encryption === null) return {}
  return encryption.kmsKey === null ? { SqsManagedSseEnabled: 'true' } : { KmsMasterKeyId: encryption.kmsKey }
}

function alreadyExists(name: string): EngineError {
  return new EngineError('BAD_REQUEST', `The queue ${name} already exists. It was not changed.`, {
    hint: 'Check again.',
  })
}
