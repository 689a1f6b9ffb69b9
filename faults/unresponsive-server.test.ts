import { expect, test } from 'vitest'
import type { Fault } from './proxy/fault.ts'
import { Instance } from './app/app-instance.ts'
import { judgeWorld, watchDeletes } from './oracle/invariant.ts'
import { quickenRetries } from './app/short-retries.ts'
import { actAsMeant, drain, settleTransfers } from './fixture/user-actions.ts'
import { Tally } from './oracle/tally.ts'
import { withJudge } from './server/with-test-server.ts'
import { World } from './fixture/fixture.ts'

const forEver = 3_600_000
const silenced = ['PutObject', 'SendMessage', 'GetObject', 'DeleteMessage', 'DeleteMessageBatch']

// What ends each wait is the engine's own patience, at most a minute; they are lived through at the same time.
test('a server that takes a request and never answers holds nothing up for ever', () =>
  withJudge(async (judge) => {
    quickenRetries(5)
    const tally = new Tally('network: dark for ever')
    const world = await World.open(judge)
    watchDeletes(world)
    await world.seed(0, 50_000)
    const waiting = new Set(silenced)
    const fault = ({ name }: { readonly name: string }): Fault | null => {
      if (!waiting.delete(name)) return null
      tally.count(name)
      return { kind: 'dark', ms: forEver, at: 0 }
    }
    const instance = await Instance.open(world, { fault, leaseSeconds: 120 })
    const { engine } = instance
    const claimed = await engine.claims.next(engine.queue, 'local', 'pending')
    if (claimed === null) throw new Error('There is no job.')
    for (const index of [1, 2]) {
      world.submit(engine, (await world.file(index, 20_000)).path, `job ${index}`, 'save')
    }
    const [settled] = await Promise.all([settleTransfers(engine), actAsMeant(world, engine, claimed)])
    expect(settled).toBe(true)
    await drain(world, engine)
    await instance.close()
    const verdict = tally.add(await judgeWorld(world))
    await world.close()
    expect(verdict).toMatchObject({ breaches: [], jobs: 3, lost: 0, differing: 0 })
    expect(verdict.saved).toBeGreaterThanOrEqual(3)
    expect(tally.row.faults).toBeGreaterThanOrEqual(4)
    tally.write()
  }))
