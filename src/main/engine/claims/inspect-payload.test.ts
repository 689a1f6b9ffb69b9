import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { ClaimsHarness } from '../testing/claims-bench.ts'
import { startBench, type TestBench } from '../testing/test-bench.ts'
import type { Claims } from './claims.ts'

let bench: TestBench
let at: ClaimsHarness
let queue: JobQueue
let folder: string
let claims: Claims

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())

beforeEach(async () => {
  at = await ClaimsHarness.open(bench)
  ;({ queue, folder, claims } = at)
})
afterEach(() => at.close())

test('only allows viewing and acknowledging a message that is not JSON', async () => {
  await at.sendRaw(`not JSON ${'x'.repeat(5_000)}`)
  const id = await at.next()
  expect(at.claimOf(id)).toMatchObject({ messageError: { code: 'MESSAGE_NOT_JSON' }, payload: null })
  expect(at.claimOf(id).rawBody).toHaveLength(4_096)
  expect(() => claims.save(id, { folder })).toThrow(expect.objectContaining({ code: 'MESSAGE_NOT_JSON' }))
  await claims.acknowledge(id)
  expect(await at.counts()).toMatchObject({ pending: '0/0' })
})

test('shows a message without a key, and truncates very long fields', async () => {
  await at.sendRaw(JSON.stringify({ '': 'x', ['n'.repeat(200)]: 'x', long: 'y'.repeat(9_000), bucket: 'b' }))
  const claim = at.claimOf(await at.next())
  expect(claim).toMatchObject({ messageError: { code: 'MESSAGE_WITHOUT_KEY' } })
  expect(claim.fields).toEqual({ long: 'y'.repeat(4_096) })
})

test('reads a foreign bucket only after the user has allowed it', async () => {
  const other = await bench.queue()
  const { key } = await other.store('in', { body: 'theirs', fields: { filename: 'theirs.txt' } })
  await at.sendRaw(JSON.stringify({ bucket: other.names.bucket('in'), key }))
  const id = await at.next()
  expect(at.claimOf(id)).toMatchObject({
    messageError: { code: 'MESSAGE_FOREIGN_BUCKET' },
    bucketAllowed: false,
  })
  expect(() => claims.save(id, { folder })).toThrow(
    expect.objectContaining({ code: 'MESSAGE_FOREIGN_BUCKET' }),
  )
  expect(at.claimOf(id).activity).toBe('idle')
  claims.allowBucket(id)
  expect(await at.described(id)).toMatchObject({
    bucketAllowed: true,
    payload: { size: 6 },
    fileName: 'theirs.txt',
  })
  claims.saveAndAcknowledge(id, folder)
  expect(await claims.idle(id)).toMatchObject({ outcome: 'acknowledged' })
  expect(await readFile(join(folder, 'theirs.txt'), 'utf8')).toBe('theirs')
})

test('reports a missing payload, and can acknowledge its claim', async () => {
  const { key } = await queue.submit({ body: 'x' })
  await queue.remove('in', key)
  const claim = await at.described(await at.next())
  expect(claim.payloadError).toMatchObject({ code: 'OBJECT_NOT_FOUND', hint: expect.stringMatching(/.{10}/) })
  await claims.acknowledge(claim.id)
})
