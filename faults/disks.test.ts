import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { DiskFault, DiskReport } from './processes/disk-main.ts'
import { program } from './processes/program.ts'
import { Tally } from './oracle/tally.ts'

const jobs = 4

/** Runs `disk-main.ts` with a small disk, mounted in its own user namespace, which needs no root. */
async function onDisk(fault: DiskFault, size: string): Promise<DiskReport> {
  const disk = await mkdtemp(join(tmpdir(), 'remotejob-disk-'))
  const commands = 'mount -t tmpfs -o "size=$1" tmpfs "$2" && exec "$0" "$SCRIPT" "$2" "$3"'
  const args = [
    '--user',
    '--map-root-user',
    '--mount',
    '--',
    'sh',
    '-c',
    commands,
    process.execPath,
    size,
    disk,
    fault,
  ]
  try {
    const env = {
      ...process.env,
      NODE_NO_WARNINGS: '1',
      SCRIPT: fileURLToPath(program('disk-main')),
    }
    const { stdout } = await promisify(execFile)('unshare', args, { env })
    return JSON.parse(stdout) as DiskReport
  } finally {
    await rm(disk, { recursive: true, force: true })
  }
}

const cases: readonly (readonly [fault: DiskFault, size: string, code: string])[] = [
  ['save folder full', '4m', 'DISK_FULL'],
  ['save folder read-only', '4m', 'SAVE_FOLDER_READ_ONLY'],
  ['ledger full', '1m', 'DISK_FULL'],
  ['ledger read-only', '1m', 'SAVE_FOLDER_READ_ONLY'],
]

// Only Linux can mount a disk without root.
test.runIf(process.platform === 'linux').each(cases)(
  'loses no job with the %s',
  async (fault, size, code) => {
    const tally = new Tally(`disk: ${fault}`)
    const { codes, verdict } = await onDisk(fault, size)
    tally.count(fault, codes.length)
    tally.add(verdict)
    expect(codes).toContain(code)
    expect(verdict).toMatchObject({ violations: [], jobs, lost: 0, saved: jobs, corrupt: 0 })
    tally.write()
  },
)
