import type { JobQueue } from '../../src/main/engine/job-queue.ts'
import type { Side, SideInput } from '../sample/side.ts'
import { openEngine } from './engine.ts'
import { fillQueue } from './sink-control.ts'

/** Claims and acknowledges by the engine, so many loops at once. */
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
      const job = await queue.next('pending', { waitSeconds: 0 })
      if (job === null) return
      await queue.acknowledge(job)
    }
  }
  await Promise.all(Array.from({ length: parallel }, loop))
}
