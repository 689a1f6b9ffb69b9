import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { EngineError } from '../engine/errors/engine-error.ts'
import { Ledger } from './ledger.ts'
import { toLedgerError } from './ledger-error.ts'
import { workerUrl } from './testing/worker-url.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-ledger-error-'))
})
afterEach(() => rm(folder, { recursive: true }))

test.each([
  ['SQLITE_FULL', 'DISK_FULL'],
  ['EDQUOT', 'DISK_FULL'],
  ['EROFS', 'SAVE_FOLDER_READ_ONLY'],
  ['EACCES', 'SAVE_FOLDER_READ_ONLY'],
  ['SQLITE_READONLY', 'SAVE_FOLDER_READ_ONLY'],
  ['SQLITE_READONLY_DIRECTORY', 'SAVE_FOLDER_READ_ONLY'],
  ['SQLITE_READONLY_DBMOVED', 'DISK_FAILED'],
  ['EIO', 'DISK_FAILED'],
  ['ESTALE', 'DISK_FAILED'],
  ['EMFILE', 'DISK_FAILED'],
  ['SQLITE_IOERR', 'DISK_FAILED'],
  ['SQLITE_IOERR_WRITE', 'DISK_FAILED'],
  ['SQLITE_CANTOPEN', 'DISK_FAILED'],
  ['SQLITE_BUSY', 'DISK_FAILED'],
] as const)('%s is a disk error: %s', (fault, code) => {
  const error = toLedgerError({ code: fault, message: `/home/a/ledger.sqlite: ${fault}` })
  expect(error).toMatchObject({ code, retryable: true })
  expect(error.message).toMatch(/\.$/)
  expect(`${error.message} ${error.hint}`).not.toMatch(/\/home|restart/)
})

test.each(['SQLITE_CONSTRAINT', 'ERR_WORKER_OUT_OF_MEMORY', 'THREAD', 'UNKNOWN'])(
  '%s is an internal error',
  (code) => {
    expect(toLedgerError({ code, message: '' }).code).toBe('INTERNAL')
  },
)

test.each([
  ['its file is a folder', () => mkdir(join(folder, 'data', 'ledger.sqlite'), { recursive: true })],
  ['its folder is a file', () => writeFile(join(folder, 'data'), '')],
])('a ledger that cannot be opened because %s names the folder', async (_, prepare) => {
  await prepare()
  const error: unknown = await Ledger.open(join(folder, 'data', 'ledger.sqlite'), { workerUrl }).catch(
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(EngineError)
  expect(error).toMatchObject({ code: 'DISK_FAILED', hint: expect.stringContaining('folder') as string })
})
