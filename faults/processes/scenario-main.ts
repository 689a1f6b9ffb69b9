import { run } from './scenario.ts'
import type { Errand, Report } from './scenario.ts'
import { tellFlushes, watchFlushes } from '../oracle/flush-watch.ts'
import { openEngine } from '../app/open-engine.ts'

const errand = JSON.parse(process.argv[2] ?? '') as Errand
const waiting: (() => void)[] = []
process.on('message', () => waiting.shift()?.())
process.on('disconnect', () => process.exit(0))

function tell(report: Report): void {
  process.send?.(report)
}

/** Goes on when the parent says so, and never where it kills this process instead. */
function reach(step: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  waiting.push(resolve)
  tell({ type: 'step', step })
  return promise
}

await watchFlushes(errand.saves)
tellFlushes(async (flush) => {
  tell({ type: 'flush', flush })
  await reach(flush.names === null ? 'after the flush of a file' : 'after the flush of the folder')
})
const engine = await openEngine({
  ...errand,
  leaseSeconds: 10,
  reach,
  note: (call, args) => tell({ type: 'note', call, args }),
})
await run(errand, engine)
tell({ type: 'done' })
