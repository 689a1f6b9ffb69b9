import type { JobQueue } from '../../src/main/engine/job-queue/job-queue.ts'
import type { Contender, ContenderInput } from '../runner/contender.ts'
import { openEngine } from '../clients/engine.ts'
import { fillQueue } from '../clients/fill-queue.ts'

/** Claims and acknowledges ten jobs at a time with the engine, in `parallel` loops. */
export async function open(input: ContenderInput): Promise<Contender> {
  const engine = await openEngine(input)
  const { queue } = engine
  return {
    prepare: () => fillQueue(input),
    run: () => claimAll(queue, input.parallel),
    close: () => engine.close(),
  }
}

async function claimAll(queue: JobQueue, parallel: number): Promise<void> {
  const loop = async (): Promise<void> => {
    for (;;) {
      const jobs = await queue.nextBatch('pending', { max: 10, waitSeconds: 0 })
      if (jobs.length === 0) return
      for (const { error } of await queue.acknowledgeBatch(jobs)) if (error !== null) throw error
    }
  }
  await Promise.all(Array.from({ length: parallel }, loop))
}
