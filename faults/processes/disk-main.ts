import { execFileSync } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { toWire } from '../../src/main/engine/errors/engine-error.ts'
import { Instance } from '../app/app-instance.ts'
import { judgeWorld, watchDeletes } from '../oracle/invariant.ts'
import type { Verdict } from '../oracle/invariant.ts'
import { quickenRetries } from '../app/short-retries.ts'
import { drain, settleTransfers } from '../fixture/user-actions.ts'
import { withJudge } from '../server/with-test-server.ts'
import { World } from '../fixture/fixture.ts'

/** What a disk is short of. */
export type DiskFault = 'saves full' | 'saves read-only' | 'ledger full' | 'ledger read-only'

/** What came of it: the errors that were told meanwhile, and the end, with the disk as it should be again. */
export interface DiskReport {
  readonly codes: readonly string[]
  readonly verdict: Verdict
}

/** A process of its own, because the small disk at the folder is mounted for it alone. */
const [disk = '', fault = ''] = process.argv.slice(2)
const jobs = 4
const jobBytes = 1_500_000
quickenRetries(1)
const report = await withJudge(async (judge) => {
  const world = await World.open(judge, fault.startsWith('saves') ? disk : undefined)
  watchDeletes(world)
  const codes = fault.startsWith('saves') ? await troubleSaving(world) : await troubleNoting(world)
  const verdict = await judgeWorld(world)
  await world.close()
  return { codes, verdict } satisfies DiskReport
})
process.stdout.write(JSON.stringify(report), () => process.exit(0))

async function troubleSaving(world: World): Promise<string[]> {
  for (let index = 0; index < jobs; index += 1) await world.seed(index, jobBytes)
  if (fault === 'saves read-only') remount('ro')
  const instance = await Instance.open(world)
  await drain(world, instance.engine)
  const codes = instance.engine.claims.snapshot().claims.flatMap(({ error }) => error?.code ?? [])
  remount('rw,size=64m')
  await drain(world, instance.engine)
  await instance.close()
  return codes
}

async function troubleNoting(world: World): Promise<string[]> {
  const codes: string[] = []
  if (fault === 'ledger read-only') {
    remount('ro')
    await Instance.open(world, { ledger: disk }).catch((error: unknown) => codes.push(toWire(error).code))
    remount('rw')
  }
  const instance = await Instance.open(world, { ledger: disk })
  const { transfers } = instance.engine
  for (let index = 0; index < jobs; index += 1) {
    if (fault === 'ledger full' && index === 1) await fill()
    world.submit(instance.engine, (await world.file(index, jobBytes)).path, `job ${index}`, 'save')
    await transfers.planned()
    await Promise.all(transfers.snapshot().transfers.map(({ id }) => transfers.finished(id)))
  }
  codes.push(...transfers.snapshot().transfers.flatMap(({ error }) => error?.code ?? []))
  await rm(join(disk, 'filler'), { force: true })
  await settleTransfers(instance.engine)
  await drain(world, instance.engine)
  await instance.close()
  return codes
}

/** Leaves not a byte. */
async function fill(): Promise<void> {
  for (let size = 1_048_576; size >= 1; size = Math.floor(size / 2)) {
    for (;;) {
      try {
        await writeFile(join(disk, 'filler'), Buffer.alloc(size), { flag: 'a' })
      } catch {
        break
      }
    }
  }
}

function remount(options: string): void {
  execFileSync('mount', ['-o', `remount,${options}`, disk])
}
