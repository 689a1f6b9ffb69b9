import './app/small-parts.ts'
import { expect, test } from 'vitest'
import { AppInstance } from './app/app-instance.ts'
import { connectionId } from './app/open-engine.ts'
import { Tally } from './oracle/tally.ts'
import { withTestServer } from './server/with-test-server.ts'
import { Fixture } from './fixture/fixture.ts'

const size = 500_000
/** The numbers of the GetObject requests before which the object changes. */
const requests = [1, 2, 3, 5, 7]

test('saves a payload that changes during the save as one version, never as a mixture', () =>
  withTestServer(async (server) => {
    const tally = new Tally('object overwritten during a save')
    for (const changedAt of requests) {
      const fixture = await Fixture.open(server)
      const key = await fixture.seed(0, size)
      const other = await fixture.file(1, size)
      fixture.setIntention(key, 'acknowledge', '')
      let reads = 0
      const instance = await AppInstance.open(fixture)
      fixture.recorder.beforeRequest = async ({ name }) => {
        if (name !== 'GetObject') return
        reads += 1
        if (reads !== changedAt) return
        tally.count('overwritten')
        await fixture.direct.store('in', { key, body: { path: other.path } })
      }
      const { claims, queue } = instance.engine
      const id = await claims.next(queue, connectionId, 'pending')
      if (id === null) throw new Error('The job was not received.')
      claims.save(id, { folder: fixture.saves })
      await claims.idle(id)
      await instance.close()
      const versions = [fixture.sources.get(key)?.bytes, other.bytes]
      const saved = await fixture.savedFiles()
      const mixed = saved.filter(({ bytes }) => !versions.some((version) => version?.equals(bytes)))
      tally.row.jobs += 1
      tally.row.saved += saved.length
      await fixture.close()
      expect({ changedAt, mixed: mixed.length }).toEqual({ changedAt, mixed: 0 })
    }
    expect(tally.row.faults).toBe(requests.length)
    expect(tally.row.saved).toBeGreaterThan(0)
    tally.write()
  }))
