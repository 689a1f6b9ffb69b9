import { execFileSync } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { toWire } from '../../src/main/engine/errors/engine-error.ts'
import { AppInstance } from '../app/app-instance.ts'
import { checkInvariant, checkDeletes } from '../oracle/invariant.ts'
import type { Verdict } from '../oracle/invariant.ts'
import { shortenRetries } from '../app/short-retries.ts'
import { drain, settleTransfers } from '../fixture/user-actions.ts'
import { withTestServer } from '../server/with-test-server.ts'
import { Fixture } from '../fixture/fixture.ts'

export type DiskFault = 'save folder full' | 'save folder read-only' | 'ledger full' | 'ledger read-only'

/** The codes of the errors that occurred, and the verdict after the disk was repaired. */
export interface DiskReport {
  readonly codes: readonly string[]
  readonly verdict: Verdict
}

/** Runs in its own process, because only that process can see the small disk mounted at `disk`. */
const [disk = '', fault = ''] = process.argv.slice(2)
const jobs = 4
const jobBytes = 1_500_000
shortenRetries(1)
const report = await withTestServer(async (server) => {
  const fixture = await Fixture.open(server, fault.startsWith('save folder') ? disk : undefined)
  checkDeletes(fixture)
  const codes = fault.startsWith('save folder')
    ? await saveWithFault(fixture)
    : await recordWithFault(fixture)
  const verdict = await checkInvariant(fixture)
  await fixture.close()
  return { codes, verdict } satisfies DiskReport
})
process.stdout.write(JSON.stringify(report), () => process.exit(0))

async function saveWithFault(fixture: Fixture): Promise<string[]> {
  for (let index = 0; index < jobs; index += 1) await fixture.seed(index, jobBytes)
  if (fault === 'save folder read-only') remount('ro')
  const instance = await AppInstance.open(fixture)
  await drain(fixture, instance.engine)
  const codes = instance.engine.claims.snapshot().claims.flatMap(({ error }) => error?.code ?? [])
  remount('rw,size=64m')
  await drain(fixture, instance.engine)
  await instance.close()
  return codes
}

async function recordWithFault(fixture: Fixture): Promise<string[]> {
  const codes: string[] = []
  if (fault === 'ledger read-only') {
    remount('ro')
    await AppInstance.open(fixture, { ledger: disk }).catch((error: unknown) =>
      codes.push(toWire(error).code),
    )
    remount('rw')
  }
  const instance = await AppInstance.open(fixture, { ledger: disk })
  const { transfers } = instance.engine
  for (let index = 0; index < jobs; index += 1) {
    if (fault === 'ledger full' && index === 1) await fill()
    fixture.submit(instance.engine, (await fixture.file(index, jobBytes)).path, `job ${index}`, 'save')
    await transfers.planned()
    await Promise.all(transfers.snapshot().transfers.map(({ id }) => transfers.finished(id)))
  }
  codes.push(...transfers.snapshot().transfers.flatMap(({ error }) => error?.code ?? []))
  await rm(join(disk, 'filler'), { force: true })
  await settleTransfers(instance.engine)
  await drain(fixture, instance.engine)
  await instance.close()
  return codes
}

/** Fills the disk to the last byte. */
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
