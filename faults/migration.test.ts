import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Ledger } from '../src/main/ledger/ledger.ts'
import { workerUrl } from './app/open-engine.ts'
import { Tally } from './oracle/tally.ts'

const mostSteps = 400

const former = [1, 2, 3].map((number) => ({
  step: 'planned',
  id: `former-${number}`,
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
const stored = { step: 'stored', id: 'former-2' }
const journal = [...former, stored].map((line) => `${JSON.stringify(line)}\n`).join('')

test('SIGKILL at every statement of the ledger’s migration keeps what an earlier version knew', async () => {
  const tally = new Tally('SIGKILL at every step: ledger migration')
  let opened = false
  for (let diesAt = 1; !opened; diesAt += 1) {
    expect(diesAt).toBeLessThan(mostSteps)
    opened = await migrate(diesAt)
    if (!opened) tally.count('kill')
    tally.row.jobs += former.length
  }
  expect(tally.row.faults).toBeGreaterThan(5)
  tally.write()
})

/** Whether the process came to its end before the step. */
async function migrate(diesAt: number): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'remotejob-migration-'))
  try {
    const [file, formerJournal] = [join(folder, 'ledger.sqlite'), join(folder, 'submissions.jsonl')]
    await writeFile(formerJournal, journal)
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'processes/migration-main.ts'), file, formerJournal],
      {
        env: { ...process.env, FAULTS_DIES_AT: String(diesAt), NODE_NO_WARNINGS: '1' },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
    expect({ diesAt, code, signal }).toEqual(
      signal === null ? { diesAt, code: 0, signal: null } : { diesAt, code: null, signal: 'SIGKILL' },
    )
    const again = await Ledger.open(file, { workerUrl, formerJournal })
    expect(again.damagedFile).toBeNull()
    expect(again.uploads.map(({ id, step }) => [id, step])).toEqual([
      ['former-1', 'planned'],
      ['former-2', 'stored'],
      ['former-3', 'planned'],
    ])
    await again.ledger.transfers.uploads.advance('former-1', 'dropped')
    await again.ledger.close()
    const last = await Ledger.open(file, { workerUrl, formerJournal })
    expect(last.uploads).toHaveLength(2)
    await last.ledger.close()
    return signal === null
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
