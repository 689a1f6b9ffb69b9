import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { mkdir, mkdtemp, open, readdir, writeFile } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { CircuitBreaker } from '../aws/transport/circuit-breaker.ts'
import { saveFile } from '../downloads/save-file.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { startBench, type TestBench } from '../testing/test-bench.ts'
import { Transfers } from '../transfers/transfers.ts'

let bench: TestBench
let queue: JobQueue
let folder: string
let circuit: CircuitBreaker
let transfers: Transfers
const restore: (() => void)[] = []

beforeAll(async () => {
  bench = await startBench()
  queue = await bench.queue()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  folder = await mkdtemp(join(bench.servers.folder, 'disk-'))
  circuit = new CircuitBreaker()
  transfers = new Transfers({ connections: { circuitFor: () => circuit, queueOn: () => queue } })
})
afterEach(async () => {
  for (const undo of restore.splice(0)) undo()
  await transfers.close()
})

/** Makes a call fail on every open file, as if a network drive had disappeared. */
async function failCalls(call: 'write' | 'datasync' | 'truncate', code: string): Promise<void> {
  const file = await open(join(folder, 'any'), 'w')
  const prototype = Object.getPrototypeOf(file) as Record<string, unknown>
  await file.close()
  const original = prototype[call]
  prototype[call] = () => Promise.reject(Object.assign(new Error(`${code}: it failed, ${call}`), { code }))
  restore.push(() => (prototype[call] = original))
}

const save = async (bytes: number): Promise<string> => {
  const { key } = await queue.store('in', { body: randomBytes(bytes) })
  return transfers.save({ queue, connectionId: 'c', direction: 'in', key, target: { folder } })
}

test.each([
  ['write', 'ETIMEDOUT', 'DISK_FAILED'],
  ['write', 'EHOSTDOWN', 'DISK_FAILED'],
  ['write', 'ECONNRESET', 'DISK_FAILED'],
  ['write', 'EIO', 'DISK_FAILED'],
  ['write', 'EFBIG', 'FILE_TOO_LARGE_FOR_DISK'],
  ['datasync', 'ESTALE', 'DISK_FAILED'],
  ['datasync', 'ENOTCONN', 'DISK_FAILED'],
] as const)(
  'if %s fails with %s, the error names the folder, and the connection stays up',
  async (call, errno, code) => {
    const id = await save(100_000)
    await failCalls(call, errno)
    const { transfer, error } = await transfers.finished(id)
    expect(transfer.state).toBe('failed')
    expect(error).toMatchObject({ code })
    expect(error?.message).toContain(folder)
    expect(circuit.state().state).toBe('closed')
  },
)

test('a save of a large payload fails in the same way, and continues once the drive is back', async () => {
  const id = await save(20 * 1024 * 1024)
  await failCalls('datasync', 'EHOSTDOWN')
  expect((await transfers.finished(id)).error).toMatchObject({ code: 'DISK_FAILED' })
  expect(circuit.state().state).toBe('closed')
  for (const undo of restore.splice(0)) undo()
  transfers.retry(id)
  expect((await transfers.finished(id)).transfer.state).toBe('done')
})

test('a disk that cannot flush at all still accepts a payload', async () => {
  const id = await save(1_000)
  await failCalls('datasync', 'EINVAL')
  expect((await transfers.finished(id)).transfer.state).toBe('done')
})

test.each(['fstat', 'read'] as const)(
  'if %s fails on a source file, the error names the file, not the server',
  async (call) => {
    const path = join(folder, 'cat.jpg')
    await writeFile(path, randomBytes(400_000))
    const original = fs[call]
    const failing = (...given: readonly unknown[]): void => {
      const done = given.at(-1) as (error: Error) => void
      done(Object.assign(new Error('ETIMEDOUT: it failed'), { code: 'ETIMEDOUT', syscall: call }))
    }
    Object.assign(fs, { [call]: failing })
    syncBuiltinESMExports()
    restore.push(() => {
      Object.assign(fs, { [call]: original })
      syncBuiltinESMExports()
    })
    const bytesTotal = 400_000
    const id = transfers.submit({ queue, connectionId: 'c', path, name: 'cat.jpg', fields: {}, bytesTotal })
    const { transfer, error } = await transfers.finished(id)
    expect([transfer.state, error?.code]).toEqual(['failed', 'FILE_UNREADABLE'])
    expect(error?.hint).toContain('network drive')
    expect(circuit.state().state).toBe('closed')
  },
)

test.skipIf(process.platform === 'win32')("a name is shortened to fit its folder's path limit", async () => {
  // Longer than any path that a single call accepts, so that only short names fit.
  const script = `i=0; while [ $i -lt 19 ]; do n=$(printf "%0200d" $i); mkdir -p "$n" && cd "$n" || break; i=$((i+1)); done
n=$(printf "%0$((4095 - $(pwd | wc -c) - 120))d" 7); mkdir "$n"; cd "$n"; pwd`
  const deep = execFileSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' }).trim()
  const { key } = await queue.store('in', { body: 'meow' })
  const source = queue.source({ bucket: queue.names.bucket('in'), key })
  const saved = await saveFile({ source, target: { folder: deep }, name: `${'x'.repeat(190)}.tar.gz` })
  expect(saved.fileName).toMatch(/^x+\.tar\.gz$/)
  expect(await readdir(deep)).toEqual([saved.fileName])
})

test("a save under a folder's name fails", async () => {
  const path = join(folder, 'taken')
  await mkdir(path)
  const { key } = await queue.store('in', { body: 'meow' })
  const id = transfers.save({ queue, connectionId: 'c', direction: 'in', key, target: { path } })
  expect((await transfers.finished(id)).error).toMatchObject({ code: 'FILE_NAME_REFUSED' })
})
