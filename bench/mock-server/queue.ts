import { createHash } from 'node:crypto'

interface Message {
  readonly id: string
  /** The JSON that ReceiveMessage returns, prepared when the message is sent. */
  readonly json: string
}

interface Waiter {
  readonly max: number
  readonly resolve: (messages: readonly Message[]) => void
}

/** One queue in memory. There is no visibility timeout: a message is in flight until deleted or released. */
export class MockQueue {
  #visible: Message[] = []
  #next = 0
  readonly #inFlight = new Map<string, Message>()
  readonly #waiters = new Set<Waiter>()
  #count = 0

  get visible(): number {
    return this.#visible.length - this.#next
  }

  get inFlight(): number {
    return this.#inFlight.size
  }

  /** Returns the result of SendMessage. */
  send(body: string): { readonly MessageId: string; readonly MD5OfMessageBody: string } {
    this.#count += 1
    const id = `00000000-0000-4000-8000-${this.#count.toString(16).padStart(12, '0')}`
    const md5 = createHash('md5').update(body).digest('hex')
    const attributes = `{"ApproximateReceiveCount":"1","SentTimestamp":"1700000000000","ApproximateFirstReceiveTimestamp":"1700000000000"}`
    const json = `{"MessageId":"${id}","ReceiptHandle":"${id}","MD5OfBody":"${md5}","Body":${JSON.stringify(body)},"Attributes":${attributes}}`
    this.#visible.push({ id, json })
    this.#serveWaiters()
    return { MessageId: id, MD5OfMessageBody: md5 }
  }

  /** Returns up to `max` messages as JSON. Waits for the first one if the queue is empty. */
  async receive(max: number, waitSeconds: number): Promise<readonly string[]> {
    const ready = this.#take(max)
    if (ready.length > 0 || waitSeconds === 0) return ready.map(({ json }) => json)
    return new Promise((resolve) => {
      const waiter: Waiter = {
        max,
        resolve: (messages) => {
          clearTimeout(timer)
          this.#waiters.delete(waiter)
          resolve(messages.map(({ json }) => json))
        },
      }
      const timer = setTimeout(() => waiter.resolve([]), waitSeconds * 1_000)
      this.#waiters.add(waiter)
    })
  }

  delete(receiptHandle: string): void {
    this.#inFlight.delete(receiptHandle)
  }

  /** Only a release (zero seconds) has an effect. */
  changeVisibility(receiptHandle: string, seconds: number): void {
    const message = this.#inFlight.get(receiptHandle)
    if (message === undefined || seconds > 0) return
    this.#inFlight.delete(receiptHandle)
    this.#visible.push(message)
    this.#serveWaiters()
  }

  #serveWaiters(): void {
    for (const waiter of this.#waiters) {
      if (this.visible === 0) return
      waiter.resolve(this.#take(waiter.max))
    }
  }

  #take(max: number): readonly Message[] {
    const taken = this.#visible.slice(this.#next, this.#next + max)
    this.#next += taken.length
    for (const message of taken) this.#inFlight.set(message.id, message)
    if (this.#next > 10_000) {
      this.#visible = this.#visible.slice(this.#next)
      this.#next = 0
    }
    return taken
  }
}
