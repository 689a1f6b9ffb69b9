import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Ledger } from './ledger.ts'
import { anUpload } from './testing/records.ts'
import { workerUrl } from './testing/worker-url.ts'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-legacy-'))
  path = join(folder, 'ledger.sqlite')
})
afterEach(() => rm(folder, { recursive: true }))

test('imports the journal from earlier versions once', async () => {
  const legacyJournal = join(folder, 'submissions.jsonl')
  const lines = [
    { step: 'planned', ...anUpload('a') },
    { step: 'planned', ...anUpload('b') },
    { step: 'planned', ...anUpload('c') },
    { step: 'stored', id: 'b' },
    { step: 'sent', id: 'c' },
    'damaged',
  ]
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  await writeFile(legacyJournal, `${text}{"step":"planned","id":"torn`)
  const { ledger, uploads } = await Ledger.open(path, { workerUrl, legacyJournal })
  expect(uploads.map(({ id, step }) => `${id} ${step}`)).toEqual(['a planned', 'b stored'])
  await ledger.transfers.uploads.advance('a', 'sent')
  await ledger.close()
  expect(await readdir(folder)).toEqual(['ledger.sqlite', 'submissions.jsonl.imported'])
  const again = await Ledger.open(path, { workerUrl, legacyJournal })
  expect(again.uploads.map(({ id }) => id)).toEqual(['b'])
  await again.ledger.close()
  // If the journal could not be renamed, importing it again must not resend anything.
  await rename(`${legacyJournal}.imported`, legacyJournal)
  const third = await Ledger.open(path, { workerUrl, legacyJournal })
  expect(third.uploads.map(({ id, step }) => `${id} ${step}`)).toEqual(['b stored'])
  await third.ledger.close()
})
