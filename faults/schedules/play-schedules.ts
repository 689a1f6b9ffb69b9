import { assert, asyncProperty } from 'fast-check'
import { expect } from 'vitest'
import { play } from './play.ts'
import { quickenRetries } from '../app/short-retries.ts'
import { schedules } from './schedule.ts'
import { Tally } from '../oracle/tally.ts'
import { withJudge } from '../server/with-test-server.ts'

const halves = 2
const runs = Math.ceil(Number(process.env['FAULTS_SEEDS'] ?? 1_000) / halves)

/** Plays half of all random schedules; the other half runs in a process of its own. */
export async function expectSchedules(seed: number): Promise<void> {
  quickenRetries(seed)
  const tally = new Tally('random schedules')
  await withJudge((judge) =>
    assert(
      asyncProperty(schedules, async (schedule) => {
        const { breaches } = await play(judge, schedule, tally)
        expect(breaches).toEqual([])
      }),
      // Only a replay takes the time to look for a smaller one that fails too.
      { numRuns: runs, seed, endOnFailure: process.env['FAULTS_SEED'] === undefined },
    ),
  )
  console.log(`${runs} schedules, seed ${seed}:`, Object.fromEntries(tally.faults))
  tally.write()
}
