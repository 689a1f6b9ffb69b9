import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { Ledger } from '../src/main/ledger/ledger.ts'
import { program } from './processes/program.ts'
import { workerUrl } from './app/open-engine.ts'
import { Tally } from './oracle/tally.ts'

const maxSteps = 400

const uploads = [1, 2, 3].map((number) => ({
  step: 'planned',
  id: `upload-${number}`,
  kind: 'submit',
  connectionId: 'local',
  queue: 'demo',
  direction: 'in',
  path: `/x/${number}.jpg`,
  size: 1,
  mtimeMs: 1,
  ino: number,
  name: `job ${number}`,
  fields: {},
  key: `key-${number}`,
  createdAt: number,
}))
const stored = { step: 'stored', id: 'upload-2' }
const journal = [...uploads, stored].map((line) => `${JSON.stringify(line)}\n`).join('')

test('keeps the journal of an earlier version when a ledger migration is killed at any statement', async () => {
  const tally = new Tally('SIGKILL at every step: ledger migration')
  let opened = false
  for (let killAt = 1; !opened; killAt += 1) {
    expect(killAt).toBeLessThan(maxSteps)
    opened = await migrate(killAt)
    if (!opened) tally.count('kill')
    tally.row.jobs += uploads.length
  }
  expect(tally.row.faults).toBeGreaterThan(5)
  tally.write()
})

/**
 * Opens the ledger in a process that is killed at a step. Returns true if it finished before that
 * step.
 */
async function migrate(killAt: number): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'remotejob-migration-'))
  try {
    const [file, legacyJournal] = [join(folder, 'ledger.sqlite'), join(folder, 'submissions.jsonl')]
    await writeFile(legacyJournal, journal)
    const child = spawn(process.execPath, [fileURLToPath(program('migration-main')), file, legacyJournal], {
      env: { ...process.env, FAULTS_KILL_AT: String(killAt), NODE_NO_WARNINGS: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
    expect({ killAt, code, signal }).toEqual(
      signal === null ? { killAt, code: 0, signal: null } : { killAt, code: null, signal: 'SIGKILL' },
    )
    const again = await Ledger.open(file, { workerUrl, legacyJournal })
    expect(again.damagedFile).toBeNull()
    expect(again.uploads.map(({ id, step }) => [id, step])).toEqual([
      ['upload-1', 'planned'],
      ['upload-2', 'stored'],
      ['upload-3', 'planned'],
    ])
    await again.ledger.transfers.uploads.advance('upload-1', 'dropped')
    await again.ledger.close()
    const last = await Ledger.open(file, { workerUrl, legacyJournal })
    expect(last.uploads).toHaveLength(2)
    await last.ledger.close()
    return signal === null
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
