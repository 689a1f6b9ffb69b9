import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assert, asyncProperty } from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Judge } from './judge.ts'
import { play } from './play.ts'
import { quickenRetries } from './quick-time.ts'
import { schedules } from './schedule.ts'
import { Tally } from './tally.ts'

const runs = Number(process.env['FAULTS_SEEDS'] ?? 1_000)
const seed = Number(process.env['FAULTS_SEED'] ?? Date.now() % 2 ** 31)

let folder: string
let judge: Judge
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-judge-'))
  judge = await Judge.start(folder)
})
afterAll(async () => {
  await judge.kill()
  await rm(folder, { recursive: true, force: true })
})

test(`random schedules, seed ${seed}`, async () => {
  quickenRetries(seed)
  const tally = new Tally('random schedules')
  await assert(
    asyncProperty(schedules, async (schedule) => {
      const { breaches } = await play(judge, schedule, tally)
      expect(breaches).toEqual([])
    }),
    { numRuns: runs, seed },
  )
  console.log(`${runs} schedules, seed ${seed}:`, Object.fromEntries(tally.faults))
  tally.write()
})
