import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Errand } from './processes/scenario.ts'
import { finishErrand } from './processes/recover-and-check.ts'
import { watchDeletes } from './oracle/invariant.ts'
import { Judge } from './server/test-server.ts'
import { killErrand } from './processes/run-and-kill.ts'
import { quickenRetries } from './app/short-retries.ts'
import { Tally } from './oracle/tally.ts'
import { World } from './fixture/fixture.ts'

const atOnce = 3
const mostSteps = 200

let folder: string
let judge: Judge
beforeAll(async () => {
  quickenRetries(1)
  folder = await mkdtemp(join(tmpdir(), 'remotejob-judge-'))
  judge = await Judge.start(folder)
})
afterAll(async () => {
  await judge.kill()
  await rm(folder, { recursive: true, force: true })
})

interface Case {
  readonly what: string
  readonly kind: Errand['kind']
  readonly sizes: readonly number[]
}

const large = 17 * 1_048_576

const errands: readonly Case[] = [
  { what: 'submit', kind: 'submit', sizes: [3_000, 0, 2_000_000] },
  { what: 'upload in parts', kind: 'submit', sizes: [large] },
  { what: 'download', kind: 'save', sizes: [300_000] },
  { what: 'download in ranges', kind: 'save', sizes: [large] },
  { what: 'complete', kind: 'complete', sizes: [300_000] },
  { what: 'save & acknowledge', kind: 'save & acknowledge', sizes: [300_000] },
]

test.each(errands)('SIGKILL at every step of $what', async (errand) => {
  const tally = new Tally(`SIGKILL at every step: ${errand.what}`)
  const steps: string[] = []
  let next = 1
  let ended = false
  const worker = async (): Promise<void> => {
    while (!ended) {
      const diesAt = next
      next += 1
      expect(diesAt).toBeLessThan(mostSteps)
      const step = await killAndFinish(errand, diesAt, tally)
      if (step === null) ended = true
      else steps[diesAt - 1] = step
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  console.log(`${errand.what}: ${steps.length} steps\n${steps.join(', ')}`)
  expect(steps.length).toBeGreaterThan(5)
  tally.write()
})

async function killAndFinish({ kind, sizes }: Case, diesAt: number, tally: Tally): Promise<string | null> {
  const world = await World.open(judge)
  try {
    watchDeletes(world)
    const files: string[] = []
    for (const [index, size] of sizes.entries()) {
      if (kind === 'submit') files.push((await world.file(index, size)).path)
      else {
        const key = await world.seed(index, size)
        const result = await world.file(index + sizes.length, size)
        if (kind === 'complete') files.push(result.path)
        world.intend(key, kind === 'complete' ? 'complete' : 'save', result.path)
      }
    }
    const step = await killErrand(world, diesAt, { kind, files })
    if (step !== null) tally.count('kill')
    const { breaches, duplicates } = tally.add(await finishErrand(world))
    expect({ at: step, breaches }).toEqual({ at: step, breaches: [] })
    // The messages in flight, which travel together, and no other.
    expect(duplicates).toBeLessThanOrEqual(step === null ? 0 : sizes.length)
    return step
  } finally {
    await world.close()
  }
}
