import { createHash } from 'node:crypto'

interface Message {
  readonly id: string
  /** Its JSON as ReceiveMessage answers with it, made when it is sent. */
  readonly json: string
}

interface Waiter {
  readonly most: number
  readonly answer: (messages: readonly Message[]) => void
}

/** One queue in memory. A received message stays hidden until it is deleted or released: no lease ends here. */
export class SinkQueue {
  #visible: Message[] = []
  #next = 0
  readonly #held = new Map<string, Message>()
  readonly #waiters = new Set<Waiter>()
  #count = 0

  get visible(): number {
    return this.#visible.length - this.#next
  }

  get held(): number {
    return this.#held.size
  }

  /** Answers with what SendMessage tells. */
  send(body: string): { readonly MessageId: string; readonly MD5OfMessageBody: string } {
    this.#count += 1
    const id = `00000000-0000-4000-8000-${this.#count.toString(16).padStart(12, '0')}`
    const md5 = createHash('md5').update(body).digest('hex')
    const attributes = `{"ApproximateReceiveCount":"1","SentTimestamp":"1700000000000","ApproximateFirstReceiveTimestamp":"1700000000000"}`
    const json = `{"MessageId":"${id}","ReceiptHandle":"${id}","MD5OfBody":"${md5}","Body":${JSON.stringify(body)},"Attributes":${attributes}}`
    this.#visible.push({ id, json })
    this.#wake()
    return { MessageId: id, MD5OfMessageBody: md5 }
  }

  /** Up to `most` messages as JSON; waits for the first one where there is none. */
  async receive(most: number, waitSeconds: number): Promise<readonly string[]> {
    const ready = this.#take(most)
    if (ready.length > 0 || waitSeconds === 0) return ready.map(({ json }) => json)
    return new Promise((resolve) => {
      const waiter: Waiter = {
        most,
        answer: (messages) => {
          clearTimeout(timer)
          this.#waiters.delete(waiter)
          resolve(messages.map(({ json }) => json))
        },
      }
      const timer = setTimeout(() => waiter.answer([]), waitSeconds * 1_000)
      this.#waiters.add(waiter)
    })
  }

  delete(receiptHandle: string): void {
    this.#held.delete(receiptHandle)
  }

  /** Only a release changes anything: leases do not end here. */
  changeVisibility(receiptHandle: string, seconds: number): void {
    const message = this.#held.get(receiptHandle)
    if (message === undefined || seconds > 0) return
    this.#held.delete(receiptHandle)
    this.#visible.push(message)
    this.#wake()
  }

  #wake(): void {
    for (const waiter of this.#waiters) {
      if (this.visible === 0) return
      waiter.answer(this.#take(waiter.most))
    }
  }

  #take(most: number): readonly Message[] {
    const taken = this.#visible.slice(this.#next, this.#next + most)
    this.#next += taken.length
    for (const message of taken) this.#held.set(message.id, message)
    if (this.#next > 10_000) {
      this.#visible = this.#visible.slice(this.#next)
      this.#next = 0
    }
    return taken
  }
}
