import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withContext, type Scenario } from './runner/context.ts'
import type { Result } from './report/result.ts'
import { dropToRow } from './scenarios/drop.ts'
import { growth } from './scenarios/growth.ts'
import { idle } from './scenarios/idle.ts'
import { ledger } from './scenarios/ledger.ts'
import { lossyTransfers } from './scenarios/lossy.ts'
import { local } from './scenarios/local.ts'
import { mainProcessDelay } from './scenarios/main-delay.ts'
import { memory } from './scenarios/memory.ts'
import { numberOnScreen } from './scenarios/number-on-screen.ts'
import { packaged } from './scenarios/packaged.ts'
import { pageSize } from './scenarios/page-size.ts'
import { start } from './scenarios/start.ts'
import { delayedTransfers, transfers } from './scenarios/transfers.ts'
import { watching } from './scenarios/watching.ts'
import { windowLoad } from './scenarios/window-load.ts'
import { windowOnLocal } from './scenarios/window-on-local.ts'
import { windowOfMany } from './scenarios/window-of-many.ts'
import { toMarkdown, toText } from './report/table.ts'

/** Runs all scenarios, prints the table and writes results.json and results.md. See docs/benchmark.md. */
const scenarios: readonly Scenario[] = [
  transfers,
  delayedTransfers,
  lossyTransfers,
  memory,
  mainProcessDelay,
  numberOnScreen,
  dropToRow,
  windowLoad,
  windowOfMany,
  windowOnLocal,
  watching,
  pageSize,
  start,
  idle,
  packaged,
  ledger,
  growth,
  local,
]

const results = await withContext(process.argv.slice(2), async (context) => {
  const all: Result[] = []
  for (const scenario of scenarios) all.push(...(await scenario.run(context)))
  return all
})
await writeFile(join(import.meta.dirname, 'results.json'), `${JSON.stringify(results, null, 2)}\n`)
await writeFile(join(import.meta.dirname, 'results.md'), `${toMarkdown(results)}\n`)
process.stdout.write(`${toText(results)}\n`)
