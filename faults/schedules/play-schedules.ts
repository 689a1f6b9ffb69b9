import { assert, asyncProperty } from 'fast-check'
import { expect } from 'vitest'
import { play } from './play.ts'
import { shortenRetries } from '../app/short-retries.ts'
import { schedules } from './schedule.ts'
import { Tally } from '../oracle/tally.ts'
import { withTestServer } from '../server/with-test-server.ts'

const halves = 2
const runs = Math.ceil(Number(process.env['FAULTS_SEEDS'] ?? 1_000) / halves)

/** Plays half of the random schedules. Another process plays the other half. */
export async function expectSchedules(seed: number): Promise<void> {
  shortenRetries(seed)
  const tally = new Tally('random schedules')
  await withTestServer((server) =>
    assert(
      asyncProperty(schedules, async (schedule) => {
        const { violations } = await play(server, schedule, tally)
        expect(violations).toEqual([])
      }),
      // Shrinking a failure takes a long time, so only a replay does it.
      { numRuns: runs, seed, endOnFailure: process.env['FAULTS_SEED'] === undefined },
    ),
  )
  console.log(`${runs} schedules, seed ${seed}:`, Object.fromEntries(tally.faults))
  tally.write()
}
