import { GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { countAttempts } from '../middleware/count-requests.ts'
import { unlessAborted } from '../transport/unless-aborted.ts'

/** The URL of one queue, looked up by name once. A failed lookup is repeated the next time. */
export class QueueUrl {
  readonly #client: SQSClient
  readonly #name: string
  /** The queue URL, or a promise of it during the lookup. */
  #url: string | Promise<string> | null = null

  constructor(client: SQSClient, name: string) {
    this.#client = client
    this.#name = name
  }

  /** `onRequest` is called for each request of a lookup. Rejects like the SDK. */
  get(signal: AbortSignal | undefined, onRequest: (() => void) | undefined): Promise<string> {
    // All callers share the lookup, so one caller's signal may only end its own wait.
    this.#url ??= this.#request(onRequest)
    return typeof this.#url === 'string' ? Promise.resolve(this.#url) : unlessAborted(this.#url, signal)
  }

  /** Forgets the URL, because the queue may have another one by now. */
  forget(): void {
    this.#url = null
  }

  #request(onRequest: (() => void) | undefined): Promise<string> {
    const command = new GetQueueUrlCommand({ QueueName: this.#name })
    if (onRequest) countAttempts(command, onRequest)
    const lookup = this.#client.send(command).then(({ QueueUrl: url }) => url ?? '')
    // Handled here, because all callers may have stopped waiting when it fails.
    void lookup.then(
      (url) => {
        if (this.#url === lookup) this.#url = url
      },
      () => {
        if (this.#url === lookup) this.#url = null
      },
    )
    return lookup
  }
}
