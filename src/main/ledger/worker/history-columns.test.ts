import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase } from './database.ts'
import { historySelect, infoColumns } from './history-columns.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-columns-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Not part of the history. Only used to find a job, or by the list of jobs. */
const internal = ['place_id', 'key_hash', 'message_hash']

test('lists every column of the jobs table', () => {
  const { connection } = openDatabase(join(folder, 'ledger.sqlite'))
  const inTable = connection.prepare("SELECT name FROM pragma_table_info('jobs')").all().map(String)
  connection.close()
  const listed = historySelect.split(', ').filter((column) => column.startsWith('jobs.'))
  expect([...internal.map((column) => `jobs.${column}`), ...listed].toSorted()).toEqual(
    inTable.map((column) => `jobs.${column}`).toSorted(),
  )
})

test('knows which columns each writer provides', () => {
  expect(infoColumns).toEqual(['name', 'file_name', 'size'])
})
