import type { AwsErrorContext } from '../../errors/aws-error-info.ts'
import { EngineError } from '../../errors/engine-error.ts'
import { callAws, type CallOptions, type SendOptions } from '../transport/aws-call.ts'
import type { EngineClients } from '../transport/clients.ts'
import { QueueUrl } from './queue-url.ts'

/** `onRequest` is called for each request, including retries. */
export type CountedOptions = CallOptions & { readonly onRequest?: (() => void) | undefined }

/** Runs SQS calls on one queue. Looks up its URL by name once, and again if the queue was not found. */
export class QueueCalls {
  readonly name: string
  readonly clients: EngineClients
  readonly #url: QueueUrl

  constructor(clients: EngineClients, name: string) {
    this.clients = clients
    this.name = name
    this.#url = new QueueUrl(clients.sqs, name)
  }

  /**
   * Runs a call with the queue's URL. A string as `context` describes the action in error messages.
   *
   * @throws EngineError `QUEUE_NOT_FOUND`, and the call's own errors.
   */
  async run<T>(
    context: string | AwsErrorContext,
    options: CountedOptions,
    call: (url: string, send: SendOptions) => Promise<T>,
  ): Promise<T> {
    const url = await this.getUrl(options)
    try {
      const known = typeof context === 'string' ? this.context(context) : context
      return await callAws(known, options, (send) => call(url, send))
    } catch (error) {
      // A recreated queue may have another URL.
      if (error instanceof EngineError && error.code === 'QUEUE_NOT_FOUND') this.forgetUrl()
      throw error
    }
  }

  /** Returns the queue URL. `fresh` looks it up again. */
  async getUrl(options: CountedOptions & { readonly fresh?: boolean } = {}): Promise<string> {
    return callAws(this.context('Looking up the queue'), options, ({ abortSignal }) => {
      if (options.fresh) this.forgetUrl()
      return this.#url.get(abortSignal, options.onRequest)
    })
  }

  forgetUrl(): void {
    this.#url.forget()
  }

  /** Describes an action for error messages. `secrets` are strings in the request that must not appear in them. */
  context(what: string, secrets: readonly string[] = []): AwsErrorContext {
    return { what, queue: this.name, region: this.clients.region, secrets }
  }
}
