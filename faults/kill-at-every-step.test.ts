import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Scenario } from './processes/scenario.ts'
import { recoverAndCheck } from './processes/recover-and-check.ts'
import { checkDeletes } from './oracle/invariant.ts'
import { TestServer } from './server/test-server.ts'
import { runAndKill } from './processes/run-and-kill.ts'
import { shortenRetries } from './app/short-retries.ts'
import { Tally } from './oracle/tally.ts'
import { Fixture } from './fixture/fixture.ts'

const parallel = 3
const maxSteps = 200

let folder: string
let server: TestServer
beforeAll(async () => {
  shortenRetries(1)
  folder = await mkdtemp(join(tmpdir(), 'remotejob-server-'))
  server = await TestServer.start(folder)
})
afterAll(async () => {
  await server.kill()
  await rm(folder, { recursive: true, force: true })
})

interface Case {
  readonly what: string
  readonly kind: Scenario['kind']
  readonly sizes: readonly number[]
}

const large = 17 * 1_048_576

const scenarios: readonly Case[] = [
  { what: 'submit', kind: 'submit', sizes: [3_000, 0, 2_000_000] },
  { what: 'upload in parts', kind: 'submit', sizes: [large] },
  { what: 'download', kind: 'save', sizes: [300_000] },
  { what: 'download in ranges', kind: 'save', sizes: [large] },
  { what: 'complete', kind: 'complete', sizes: [300_000] },
  { what: 'save & acknowledge', kind: 'save & acknowledge', sizes: [300_000] },
]

test.each(scenarios)('loses nothing when it is killed at any step: $what', async (scenario) => {
  const tally = new Tally(`SIGKILL at every step: ${scenario.what}`)
  const steps: string[] = []
  let next = 1
  let finished = false
  const worker = async (): Promise<void> => {
    while (!finished) {
      const killAt = next
      next += 1
      expect(killAt).toBeLessThan(maxSteps)
      const step = await killAndFinish(scenario, killAt, tally)
      if (step === null) finished = true
      else steps[killAt - 1] = step
    }
  }
  await Promise.all(Array.from({ length: parallel }, worker))
  console.log(`${scenario.what}: ${steps.length} steps\n${steps.join(', ')}`)
  expect(steps.length).toBeGreaterThan(5)
  tally.write()
})

async function killAndFinish({ kind, sizes }: Case, killAt: number, tally: Tally): Promise<string | null> {
  const fixture = await Fixture.open(server)
  try {
    checkDeletes(fixture)
    const files: string[] = []
    for (const [index, size] of sizes.entries()) {
      if (kind === 'submit') files.push((await fixture.file(index, size)).path)
      else {
        const key = await fixture.seed(index, size)
        const result = await fixture.file(index + sizes.length, size)
        if (kind === 'complete') files.push(result.path)
        fixture.setIntention(key, kind === 'complete' ? 'complete' : 'save', result.path)
      }
    }
    const step = await runAndKill(fixture, killAt, { kind, files })
    if (step !== null) tally.count('kill')
    const { violations, duplicates } = tally.add(await recoverAndCheck(fixture))
    expect({ at: step, violations }).toEqual({ at: step, violations: [] })
    // Only the messages of the batch in flight may be sent twice.
    expect(duplicates).toBeLessThanOrEqual(step === null ? 0 : sizes.length)
    return step
  } finally {
    await fixture.close()
  }
}
