import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { applies } from '../proxy/fault.ts'
import type { Fault } from '../proxy/fault.ts'
import { AppInstance } from '../app/app-instance.ts'
import { fileOperationsEnd } from '../app/file-operations.ts'
import { checkInvariant, checkDeletes } from '../oracle/invariant.ts'
import type { Verdict } from '../oracle/invariant.ts'
import type { TestServer } from '../server/test-server.ts'
import type { Operation } from '../proxy/operation.ts'
import { drain, settleTransfers } from '../fixture/user-actions.ts'
import type { PlannedRun, Schedule } from './schedule.ts'
import type { Tally } from '../oracle/tally.ts'
import { Fixture } from '../fixture/fixture.ts'

/** Plays a schedule and checks the result. */
export async function play(server: TestServer, schedule: Schedule, tally: Tally): Promise<Verdict> {
  const fixture = await Fixture.open(server)
  try {
    checkDeletes(fixture)
    fixture.recorder.redelivered = new Set(schedule.redelivered)
    const otherInstances = schedule.secondInstance ? [await openSecondInstance(fixture)] : []
    for (const [index, run] of schedule.runs.entries())
      await playRun(fixture, schedule, run, index, otherInstances, tally)
    await finish(fixture, otherInstances)
    if (schedule.secondInstance) tally.count('two instances')
    tally.count('redelivery', fixture.recorder.redeliveries)
    return tally.add(await checkInvariant(fixture))
  } finally {
    await fixture.close()
  }
}

async function openSecondInstance(fixture: Fixture): Promise<AppInstance> {
  const ledger = join(fixture.folder, 'second-instance')
  await mkdir(ledger)
  return AppInstance.open(fixture, { ledger })
}

/**
 * Plays one run. A killed instance stays frozen. If it were disposed of, its engine would retry against a
 * closed port for the rest of the suite.
 */
async function playRun(
  fixture: Fixture,
  { jobs }: Schedule,
  run: PlannedRun,
  index: number,
  otherInstances: readonly AppInstance[],
  tally: Tally,
): Promise<void> {
  const instance = await AppInstance.open(fixture, {
    fault: injectOnce(run.faults, tally),
    ...(run.killAt !== null && { killAt: run.killAt }),
  })
  const { engine, killSwitch } = instance
  const work = async (): Promise<void> => {
    if (index === 0) {
      for (const [number, { size, intention, interruption, afterMs }] of jobs.entries()) {
        const { path } = await fixture.file(number, size)
        const id = fixture.submit(engine, path, `job ${number}`, intention)
        if (interruption !== 'none')
          setTimeout(() => interrupt({ fixture, instance, tally, id, path }, interruption), afterMs)
      }
    }
    await engine.transfers.planned()
    await settleTransfers(engine, 4)
    await Promise.all(
      [engine, ...otherInstances.map((other) => other.engine)].map((one) => drain(fixture, one)),
    )
  }
  const killedAt = await Promise.race([work().then(() => null), killSwitch.killed])
  if (killedAt === null) {
    await instance.close()
    return
  }
  tally.count('kill')
  await instance.kill()
  // Writes that a killed process has already handed to the operating system still finish.
  await fileOperationsEnd()
}

interface Submission {
  readonly fixture: Fixture
  readonly instance: AppInstance
  readonly tally: Tally
  readonly id: string
  readonly path: string
}

function interrupt({ fixture, instance, tally, id, path }: Submission, by: 'pause' | 'cancel'): void {
  const { engine, killSwitch } = instance
  const { transfers } = engine
  const state = transfers.snapshot().transfers.find((transfer) => transfer.id === id)?.state
  if (killSwitch.isKilled || state === undefined || state === 'done') return
  tally.count(by)
  if (by === 'pause') return transfers.pause(id)
  fixture.cancelled.add(path)
  transfers.cancel(id)
}

async function finish(fixture: Fixture, otherInstances: readonly AppInstance[]): Promise<void> {
  const instance = await AppInstance.open(fixture)
  await settleTransfers(instance.engine)
  for (const other of otherInstances) await other.close()
  await fixture.expireLeases()
  await drain(fixture, instance.engine)
  await instance.close()
}

/** Injects each fault once. */
function injectOnce(faults: PlannedRun['faults'], tally: Tally): (operation: Operation) => Fault | null {
  const waiting = [...faults]
  let request = 0
  return ({ name }) => {
    const at = waiting.findIndex(({ from, kind }) => from <= request && applies(kind, name))
    request += 1
    const [fault] = at < 0 ? [] : waiting.splice(at, 1)
    if (fault === undefined) return null
    tally.count(fault.kind)
    return fault
  }
}
