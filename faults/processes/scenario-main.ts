import { runScenario } from './scenario.ts'
import type { Scenario, ScenarioEvent } from './scenario.ts'
import { onFlush, watchFlushes } from '../oracle/flush-watch.ts'
import { openEngine } from '../app/open-engine.ts'

const scenario = JSON.parse(process.argv[2] ?? '') as Scenario
const waiting: (() => void)[] = []
process.on('message', () => waiting.shift()?.())
process.on('disconnect', () => process.exit(0))

function report(event: ScenarioEvent): void {
  process.send?.(event)
}

/** Resolves when the parent process allows it. At the last step, the parent kills this process instead. */
function reach(step: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  waiting.push(resolve)
  report({ type: 'step', step })
  return promise
}

await watchFlushes(scenario.saves)
onFlush(async (flush) => {
  report({ type: 'flush', flush })
  await reach(flush.names === null ? 'after the flush of a file' : 'after the flush of the folder')
})
const engine = await openEngine({
  ...scenario,
  leaseSeconds: 10,
  reach,
  note: (call, args) => report({ type: 'note', call, args }),
})
await runScenario(scenario, engine)
report({ type: 'done' })
