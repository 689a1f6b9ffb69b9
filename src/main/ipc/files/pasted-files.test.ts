import { access, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startBench, type TestBench } from '../../engine/testing/test-bench.ts'
import { Transfers } from '../../engine/transfers/transfers.ts'
import { OpenedFiles } from './opened-files.ts'
import { FileGrants } from './file-grants.ts'
import { PastedFiles } from './pasted-files.ts'

let bench: TestBench
let folder: string
beforeAll(async () => {
  bench = await startBench()
  folder = await mkdtemp(join(tmpdir(), 'remotejob-pasted-'))
})
afterAll(async () => {
  await bench.stop()
  await rm(folder, { recursive: true, force: true })
})

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

it('names pasted content after the time, even if several items arrive at once', async () => {
  const pasted = new PastedFiles(join(folder, 'names'))
  const at = new Date(2026, 10, 26, 7, 50, 12)
  const paths = await Promise.all([pasted.write('text', 'hello', at), pasted.write('text', 'again', at)])
  expect(paths.map((path) => basename(path))).toEqual(Array(2).fill('Text 2026-11-26 07.50.12.txt'))
  expect(await Promise.all(paths.map((path) => readFile(path, 'utf8')))).toEqual(['hello', 'again'])
  expect(basename(await pasted.write('image', new Uint8Array([1]), at))).toBe('Image 2026-11-26 07.50.12.png')
  expect(paths.every((path) => pasted.has(path))).toBe(true)
  expect(pasted.has(join(folder, 'names', 'x'))).toBe(false)
})

it('removes a pasted file once its job is submitted', async () => {
  const pasted = new PastedFiles(join(folder, 'sent'))
  const transfers = new Transfers()
  const queue = await bench.queue()
  const path = await pasted.write('text', 'hello')
  const id = transfers.submit({ queue, connectionId: 'a', path, name: 'x', fields: {}, bytesTotal: 5 })
  await pasted.removeAfter(path, id, transfers)
  expect(transfers.snapshot().counts.done).toBe(1)
  expect(await exists(path)).toBe(false)
  await transfers.close()
})

it('keeps files of unfinished uploads after a crash, and removes the rest', async () => {
  const pasted = new PastedFiles(join(folder, 'crash'))
  const [needed, left] = await Promise.all([pasted.write('text', 'a'), pasted.write('text', 'b')])
  const next = new PastedFiles(join(folder, 'crash'))
  await next.sweep([needed])
  expect([await exists(needed), await exists(left)]).toEqual([true, false])
})

it('keeps files opened with the app until the page takes them', async () => {
  const pasted = new PastedFiles(join(folder, 'opened'))
  let told = 0
  const opened = new OpenedFiles(new FileGrants(), () => (told += 1))
  expect(await opened.take()).toBeNull()
  opened.add([])
  expect(told).toBe(0)
  opened.add([await pasted.write('text', 'a')])
  opened.add([join(folder, 'missing.txt')])
  expect(told).toBe(2)
  const result = await opened.take()
  expect(result?.files).toHaveLength(1)
  expect(result?.refused).toMatchObject([{ name: 'missing.txt', error: { code: 'FILE_NOT_FOUND' } }])
  expect(JSON.stringify(result)).not.toContain(folder)
  expect(await opened.take()).toBeNull()
})
