import type { JobQueue } from '../../src/main/engine/job-queue/job-queue.ts'
import type { Side, SideInput } from '../runner/contender.ts'
import { openEngine } from '../clients/engine.ts'
import { fillQueue } from '../clients/fill-queue.ts'

/** Claims and acknowledges ten at a time by the engine, so many loops at once. */
export async function open(input: SideInput): Promise<Side> {
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
