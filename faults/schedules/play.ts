import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { applies } from '../proxy/fault.ts'
import type { Fault } from '../proxy/fault.ts'
import { Instance } from '../app/app-instance.ts'
import { judgeWorld, watchDeletes } from '../oracle/invariant.ts'
import type { Verdict } from '../oracle/invariant.ts'
import type { Judge } from '../server/test-server.ts'
import type { Operation } from '../proxy/operation.ts'
import { drain, settleTransfers } from '../fixture/user-actions.ts'
import type { PlannedRun, Schedule } from './schedule.ts'
import type { Tally } from '../oracle/tally.ts'
import { World } from '../fixture/fixture.ts'

/** What a killed process has given to the system before it died may still come to its end. */
const lastBreathMs = 15

/** Plays a schedule to its end and judges what is left. */
export async function play(judge: Judge, schedule: Schedule, tally: Tally): Promise<Verdict> {
  const world = await World.open(judge)
  const dead: Instance[] = []
  try {
    watchDeletes(world)
    world.recorder.repeated = new Set(schedule.repeated)
    const rivals = schedule.rival ? [await openRival(world)] : []
    for (const [index, run] of schedule.runs.entries())
      await playRun(world, schedule, run, index, rivals, tally)
    await finish(world, rivals)
    if (schedule.rival) tally.count('two instances')
    tally.count('repeated delivery', world.recorder.repeats)
    return tally.add(await judgeWorld(world))
  } finally {
    for (const instance of dead) await instance.bury()
    await world.close()
  }
}

async function openRival(world: World): Promise<Instance> {
  const ledger = join(world.folder, 'rival')
  await mkdir(ledger)
  return Instance.open(world, { ledger })
}

async function playRun(
  world: World,
  { jobs }: Schedule,
  run: PlannedRun,
  index: number,
  rivals: readonly Instance[],
  tally: Tally,
): Promise<Instance | null> {
  const instance = await Instance.open(world, {
    fault: striking(run.faults, tally),
    ...(run.diesAt !== null && { diesAt: run.diesAt }),
  })
  const { engine, life } = instance
  const work = async (): Promise<void> => {
    if (index === 0) {
      for (const [number, { size, intention, meddling, afterMs }] of jobs.entries()) {
        const { path } = await world.file(number, size)
        const id = world.submit(engine, path, `job ${number}`, intention)
        if (meddling !== 'none')
          setTimeout(() => meddle({ world, instance, tally }, id, path, meddling), afterMs)
      }
    }
    await engine.transfers.planned()
    await settleTransfers(engine, 4)
    await Promise.all([engine, ...rivals.map((rival) => rival.engine)].map((one) => drain(world, one)))
  }
  const died = await Promise.race([work().then(() => null), life.died])
  if (died === null) {
    await instance.close()
    return null
  }
  tally.count('kill')
  await instance.kill()
  await delay(lastBreathMs)
  return instance
}

function meddle(
  { world, instance, tally }: { readonly world: World; readonly instance: Instance; readonly tally: Tally },
  id: string,
  path: string,
  by: 'pause' | 'cancel',
): void {
  const { engine, life } = instance
  const { transfers } = engine
  const state = transfers.snapshot().transfers.find((transfer) => transfer.id === id)?.state
  if (life.dead || state === undefined || state === 'done') return
  tally.count(by)
  if (by === 'pause') return transfers.pause(id)
  world.cancelled.add(path)
  transfers.cancel(id)
}

async function finish(world: World, rivals: readonly Instance[]): Promise<void> {
  const instance = await Instance.open(world)
  await settleTransfers(instance.engine)
  for (const rival of rivals) await rival.close()
  await world.expireLeases()
  await drain(world, instance.engine)
  await instance.close()
}

/** Each fault strikes once. */
function striking(faults: PlannedRun['faults'], tally: Tally): (operation: Operation) => Fault | null {
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
