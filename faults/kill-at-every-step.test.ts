import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Errand } from './errand.ts'
import { Instance } from './instance.ts'
import { judgeWorld, watchDeletes } from './invariant.ts'
import { Judge } from './judge.ts'
import { killErrand } from './kill-errand.ts'
import { quickenRetries } from './quick-time.ts'
import { drain, settleTransfers } from './rest.ts'
import { Tally } from './tally.ts'
import { World } from './world.ts'

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

const errands: readonly (readonly [kind: Errand['kind'], sizes: readonly number[]])[] = [
  ['submit', [3_000, 0, 2_000_000]],
  ['save', [300_000]],
  ['complete', [300_000]],
  ['save & acknowledge', [300_000]],
]

test.each(errands)('SIGKILL at every step of “%s”', async (kind, sizes) => {
  const tally = new Tally(`SIGKILL at every step: ${kind}`)
  const steps: string[] = []
  let next = 1
  let ended = false
  const worker = async (): Promise<void> => {
    while (!ended) {
      const diesAt = next
      next += 1
      expect(diesAt).toBeLessThan(mostSteps)
      const step = await killAndFinish(kind, sizes, diesAt, tally)
      if (step === null) ended = true
      else steps[diesAt - 1] = step
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  console.log(`${kind}: ${steps.length} steps\n${steps.join(', ')}`)
  expect(steps.length).toBeGreaterThan(5)
  tally.write()
})

async function killAndFinish(
  kind: Errand['kind'],
  sizes: readonly number[],
  diesAt: number,
  tally: Tally,
): Promise<string | null> {
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
    const instance = await Instance.open(world)
    expect(await settleTransfers(instance.engine)).toBe(true)
    await drain(world, instance.engine)
    await world.expireLeases()
    await drain(world, instance.engine)
    await instance.close()
    const { breaches, duplicates } = tally.add(await judgeWorld(world))
    expect({ at: step, breaches }).toEqual({ at: step, breaches: [] })
    // The messages in flight, which travel together, and no other.
    expect(duplicates).toBeLessThanOrEqual(step === null ? 0 : sizes.length)
    return step
  } finally {
    await world.close()
  }
}
