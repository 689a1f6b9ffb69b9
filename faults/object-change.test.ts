import './app/small-parts.ts'
import { expect, test } from 'vitest'
import { Instance } from './app/app-instance.ts'
import { drain } from './fixture/user-actions.ts'
import { Tally } from './oracle/tally.ts'
import { withJudge } from './server/with-test-server.ts'
import { World } from './fixture/fixture.ts'

const size = 500_000
/** Each piece is a request of its own, and one more looks at the object first. */
const requests = [1, 2, 3, 5, 7]

test('a payload that changes while it is saved is saved as one or the other, never as both', () =>
  withJudge(async (judge) => {
    const tally = new Tally('object overwritten while it is saved')
    for (const changedAt of requests) {
      const world = await World.open(judge)
      const key = await world.seed(0, size)
      const other = await world.file(1, size)
      world.intend(key, 'acknowledge', '')
      let reads = 0
      const instance = await Instance.open(world)
      world.recorder.beforeRequest = async ({ name }) => {
        if (name !== 'GetObject') return
        reads += 1
        if (reads !== changedAt) return
        tally.count('overwritten')
        await world.direct.store('in', { key, body: { path: other.path } })
      }
      await drain(world, instance.engine, async (_, { claims }, id) => {
        claims.save(id, { folder: world.saves })
        await claims.idle(id)
      })
      await instance.close()
      const versions = [world.sources.get(key)?.bytes, other.bytes]
      const saved = await world.savedFiles()
      const mixed = saved.filter(({ bytes }) => !versions.some((version) => version?.equals(bytes)))
      tally.row.jobs += 1
      tally.row.saved += saved.length
      await world.close()
      expect({ changedAt, mixed: mixed.length }).toEqual({ changedAt, mixed: 0 })
    }
    expect(tally.row.faults).toBe(requests.length)
    expect(tally.row.saved).toBeGreaterThan(0)
    tally.write()
  }))
