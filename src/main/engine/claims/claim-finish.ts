import type { JobQueue } from '../job-queue/job-queue.ts'
import type { Job, JobOutcome } from '../protocol/job.ts'

interface Waiting {
  readonly queue: JobQueue
  readonly job: Job
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Deletes messages and gives them back: those of one moment together, ten to a request. */
export class JobEndings {
  readonly #deletes = new Gathering((queue, jobs) => queue.acknowledgeBatch(jobs))
  readonly #releases = new Gathering((queue, jobs) => queue.releaseBatch(jobs))

  /** See `JobQueue.acknowledge`. */
  acknowledge(queue: JobQueue, job: Job): Promise<void> {
    return this.#deletes.add(queue, job)
  }

  /** See `JobQueue.release`. */
  release(queue: JobQueue, job: Job): Promise<void> {
    return this.#releases.add(queue, job)
  }
}

class Gathering {
  readonly #send: (queue: JobQueue, jobs: readonly Job[]) => Promise<readonly JobOutcome[]>
  #waiting: Waiting[] = []

  constructor(send: (queue: JobQueue, jobs: readonly Job[]) => Promise<readonly JobOutcome[]>) {
    this.#send = send
  }

  add(queue: JobQueue, job: Job): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ queue, job, resolve, reject })
      if (this.#waiting.length === 1) setImmediate(() => this.#sendAll())
    })
  }

  #sendAll(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const queue of new Set(waiting.map((one) => one.queue))) {
      const some = waiting.filter((one) => one.queue === queue)
      void this.#send(
        queue,
        some.map(({ job }) => job),
      ).then((outcomes) => {
        some.forEach(({ resolve, reject }, index) => {
          const error = outcomes[index]?.error ?? null
          if (error === null) resolve()
          else reject(error)
        })
      })
    }
  }
}
