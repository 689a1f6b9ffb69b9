import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { transfersSnapshot } from '../../../shared/files/transfers.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { ClaimsHarness } from '../testing/claims-bench.ts'
import { startBench, type TestBench, until } from '../testing/test-bench.ts'
import type { Transfers } from '../transfers/transfers.ts'
import { Claims } from './claims.ts'

let bench: TestBench
let at: ClaimsHarness
let queue: JobQueue
let folder: string
let transfers: Transfers
let claims: Claims

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())

beforeEach(async () => {
  at = await ClaimsHarness.open(bench)
  ;({ queue, folder, transfers, claims } = at)
})
afterEach(() => at.close())

test('saves and verifies the payload, then acknowledges', async () => {
  const bytes = randomBytes(3 * 1024 * 1024)
  await at.submit(bytes)
  const id = await at.next()
  const transferId = claims.saveAndAcknowledge(id, folder)
  expect(() => claims.save(id, { folder })).toThrow(expect.objectContaining({ code: 'CLAIM_BUSY' }))
  const claim = await claims.idle(id)
  expect(claim).toMatchObject({ outcome: 'acknowledged', error: null, lease: { state: 'ended' } })
  expect(claim.saved).toMatchObject({ fileName: 'cat.jpg' })
  expect((await readFile(claims.savedPath(id) ?? '')).equals(bytes)).toBe(true)
  expect(transfersSnapshot.parse(transfers.snapshot()).transfers[0]).toMatchObject({
    id: transferId,
    kind: 'save',
    claimId: id,
    state: 'done',
  })
  expect(await at.counts()).toEqual({ pending: '0/0', inprogress: '0/0', completed: '0/0' })
})

test('keeps the message if a save fails', async () => {
  await at.submit()
  const id = await at.next()
  const transferId = claims.saveAndAcknowledge(id, join(folder, 'gone'))
  const claim = await claims.idle(id)
  expect(claim).toMatchObject({
    outcome: null,
    activity: 'idle',
    error: { code: 'SAVE_FOLDER_NOT_FOUND' },
    lease: { state: 'held' },
  })
  expect((await transfers.finished(transferId)).transfer).toMatchObject({ state: 'failed' })
  expect(await at.counts()).toMatchObject({ pending: '0/1' })
})

test('keeps the message and leaves no file if a save is cancelled', async () => {
  await at.submit(randomBytes(20 * 1024 * 1024))
  const id = await at.next()
  const transferId = claims.saveAndAcknowledge(id, folder)
  await until(transfers, () => (transfers.snapshot().transfers[0]?.bytesDone ?? 0) > 0)
  transfers.cancel(transferId)
  expect(await claims.idle(id)).toMatchObject({ outcome: null, error: null, activity: 'idle' })
  expect(await readdir(folder)).toEqual([])
  expect(await at.counts()).toMatchObject({ pending: '0/1' })
})

test('does not delete the message if the lease is lost during the save, but keeps the file', async () => {
  await at.submit()
  const short = new Claims({ transfers, leaseSeconds: 3 })
  const id = await at.next('pending', short)
  const source = queue.source.bind(queue)
  queue.source = (place) => ({
    ...source(place),
    async read(...given) {
      if (at.lastJob !== null) await queue.release(at.lastJob)
      await until(short, () => short.snapshot().claims[0]?.lease.state === 'lost')
      return source(place).read(...given)
    },
  })
  short.saveAndAcknowledge(id, folder)
  expect(await short.idle(id)).toMatchObject({
    outcome: null,
    lease: { state: 'lost' },
    error: { code: 'LEASE_LOST' },
    saved: { fileName: 'cat.jpg' },
  })
  expect(await readdir(folder)).toEqual(['cat.jpg'])
  expect(await at.counts()).toMatchObject({ pending: '1/0' })
  await short.close()
})
