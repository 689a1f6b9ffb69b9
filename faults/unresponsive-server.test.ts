import { expect, test } from 'vitest'
import type { Fault } from './proxy/fault.ts'
import { AppInstance } from './app/app-instance.ts'
import { checkInvariant, checkDeletes } from './oracle/invariant.ts'
import { shortenRetries } from './app/short-retries.ts'
import { finishAsIntended, drain, settleTransfers } from './fixture/user-actions.ts'
import { Tally } from './oracle/tally.ts'
import { withTestServer } from './server/with-test-server.ts'
import { Fixture } from './fixture/fixture.ts'

const longerThanTheTestMs = 3_600_000
const unanswered = ['PutObject', 'SendMessage', 'GetObject', 'DeleteMessage', 'DeleteMessageBatch']

// Each request ends with the engine's own timeout of at most a minute. The timeouts run in parallel.
test('gives up on a server that accepts a request and never responds', () =>
  withTestServer(async (server) => {
    shortenRetries(5)
    const tally = new Tally('network: server never responds')
    const fixture = await Fixture.open(server)
    checkDeletes(fixture)
    await fixture.seed(0, 50_000)
    const waiting = new Set(unanswered)
    const fault = ({ name }: { readonly name: string }): Fault | null => {
      if (!waiting.delete(name)) return null
      tally.count(name)
      return { kind: 'unresponsive server', ms: longerThanTheTestMs, at: 0 }
    }
    const instance = await AppInstance.open(fixture, { fault, leaseSeconds: 120 })
    const { engine } = instance
    const claimed = await engine.claims.next(engine.queue, 'local', 'pending')
    if (claimed === null) throw new Error('The queue is empty.')
    for (const index of [1, 2]) {
      fixture.submit(engine, (await fixture.file(index, 20_000)).path, `job ${index}`, 'save')
    }
    const [settled] = await Promise.all([settleTransfers(engine), finishAsIntended(fixture, engine, claimed)])
    expect(settled).toBe(true)
    await drain(fixture, engine)
    await instance.close()
    const verdict = tally.add(await checkInvariant(fixture))
    await fixture.close()
    expect(verdict).toMatchObject({ violations: [], jobs: 3, lost: 0, corrupt: 0 })
    expect(verdict.saved).toBeGreaterThanOrEqual(3)
    expect(tally.row.faults).toBeGreaterThanOrEqual(4)
    tally.write()
  }))
