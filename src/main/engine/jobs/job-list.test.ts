import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { jobsChange, jobsWindow, type JobsView } from '../../../shared/jobs/jobs.ts'
import type { Transfer } from '../../../shared/files/transfers.ts'
import { Emitter } from '../async/emitter.ts'
import { manualClock, type ManualClock } from '../testing/manual-clock.ts'
import { MemoryJobStore } from '../testing/memory-job-store.ts'
import { JobCounts } from './job-counts.ts'
import { JobList } from './job-list.ts'
import type { SessionClaim } from './job-session.ts'

const view: JobsView = {
  scope: { connectionId: 'local', queue: 'demo' },
  filter: 'all',
  text: '',
  from: null,
  to: null,
  group: null,
  sort: { by: 'age', descending: true },
  expanded: [],
}

/** The transfers of a session. */
class Session {
  readonly changed = new Emitter()
  transfers: Transfer[] = []
  readonly claims = new Map<string, SessionClaim>()

  find(id: string): Transfer | null {
    return this.transfers.find((one) => one.id === id) ?? null
  }

  ofClaims(claimIds: ReadonlySet<string>): ReadonlyMap<string, Transfer> {
    const ofClaim = this.transfers.filter(({ claimId }) => claimIds.has(claimId ?? ''))
    return new Map(ofClaim.map((one) => [one.claimId ?? '', one]))
  }

  summary(id: string): SessionClaim | null {
    return this.claims.get(id) ?? null
  }

  onChange(listener: () => void): () => void {
    return this.changed.on(listener)
  }

  /** Reports a transfer's progress. */
  progress(id: string, bytesDone: number): void {
    this.transfers = this.transfers.map((one) => (one.id === id ? { ...one, bytesDone } : one))
    this.changed.emit()
  }
}

function upload(id: string, change: Partial<Transfer> = {}): Transfer {
  return {
    id,
    kind: 'submit',
    connectionId: 'local',
    queue: 'demo',
    direction: 'in',
    name: id,
    state: 'running',
    bytesDone: 0,
    bytesTotal: 1_000,
    bytesPerSecond: 0,
    key: null,
    jobId: null,
    claimId: null,
    sendsAt: null,
    folder: null,
    note: null,
    error: null,
    createdAt: 1,
    finishedAt: null,
    ...change,
  }
}

const reason = { code: 'SERVICE', message: 'The queue is gone.', hint: '', retryable: true } as const

let clock: ManualClock
let store: MemoryJobStore
let session: Session
let list: JobList
let changes: number

const watch = (change: Partial<JobsView> = {}, offset = 0, limit = 50) =>
  list.watch({ watchId: 1, view: { ...view, ...change }, offset, limit })

beforeEach(() => {
  clock = manualClock()
  store = new MemoryJobStore()
  session = new Session()
  changes = 0
  list = new JobList({
    store,
    transfers: session,
    claims: session,
    saves: { transferOf: () => null },
    now: clock.now,
    after: clock.after,
  })
  list.onChange(() => (changes += 1))
})

afterEach(() => list.close())

describe('the window', () => {
  it('contains the requested part of the list, without what stays in the main process', async () => {
    for (let count = 0; count < 5; count += 1) store.add({ sourcePath: '/home/ann/a.txt' })
    const window = await watch({}, 1, 2)
    expect(jobsWindow.parse(window)).toEqual(window)
    expect(window).toMatchObject({ offset: 1, total: 5 })
    expect(window.entries.map((entry) => entry.kind === 'job' && entry.id)).toEqual([4, 3])
    expect(JSON.stringify(window)).not.toContain('ann')
  })

  it("includes a job's upload, and why it failed", async () => {
    store.add({ state: 'uploading', step: 'planned', uploadId: 'up' })
    session.transfers = [upload('up', { bytesDone: 300, bytesPerSecond: 50 })]
    const [row] = (await watch()).entries
    expect(row).toMatchObject({ state: 'uploading', error: null })
    expect(row).toMatchObject({ transfer: { id: 'up', kind: 'submit', bytesDone: 300, bytesPerSecond: 50 } })
    session.transfers = [upload('up', { state: 'stored', error: reason })]
    expect((await watch()).entries[0]).toMatchObject({ state: 'failed', error: reason })
  })

  it("includes a job's claim, with its save", async () => {
    store.add({ state: 'mine', claimId: 'held', savedPath: '/tmp/old.txt' })
    store.add({ state: 'lost', claimId: 'of an earlier session' })
    session.claims.set('held', { error: reason, saved: { fileName: 'new.txt', folder: '/tmp' } })
    session.transfers = [upload('save', { kind: 'save', claimId: 'held' })]
    const [old, held] = (await watch()).entries
    expect(held).toMatchObject({ claimId: 'held', error: reason, saved: { fileName: 'new.txt' } })
    expect(held).toMatchObject({ transfer: { id: 'save', kind: 'save' } })
    expect(old).toMatchObject({ claimId: null, transfer: null })
  })
})

describe('changes', () => {
  it('contain only new and changed entries, and the order of all entries', async () => {
    store.add()
    store.add()
    await watch()
    store.change(1, { name: 'renamed' })
    store.add()
    await clock.pass(100)
    expect(changes).toBe(1)
    const change = list.takeChange()
    expect(jobsChange.parse(change)).toEqual(change)
    expect(change).toMatchObject({ watchId: 1, total: 3, order: ['job 3', 'job 2', 'job 1'] })
    expect(change?.entries.map((entry) => entry.kind === 'job' && entry.id)).toEqual([3, 1])
    expect(list.takeChange()).toBeNull()
  })

  it('are not reported if the window looks the same', async () => {
    store.add()
    await watch({ filter: 'dead' })
    store.add()
    store.change(1, { name: 'renamed' })
    await clock.pass(1_000)
    expect(store.calls.window).toBeGreaterThan(1)
    expect(changes).toBe(0)
    expect(list.takeChange()).toBeNull()
  })

  it('in the store are reported even while the window is first read', async () => {
    const watching = watch()
    store.add()
    expect((await watching).total).toBe(0)
    await clock.pass(100)
    expect(list.takeChange()).toMatchObject({ total: 1 })
  })

  it('stop when another window is watched, or none', async () => {
    store.add()
    await watch()
    await list.watch({ watchId: 2, view: { ...view, filter: 'dead' }, offset: 0, limit: 50 })
    store.change(1, { name: 'renamed' })
    await clock.pass(1_000)
    expect(changes).toBe(0)
    list.unwatch()
    store.change(1, { state: 'dead' })
    await clock.pass(1_000)
    expect(changes).toBe(0)
  })

  it('do not cause another read of the previous window while the next one is read', async () => {
    store.add()
    await watch()
    const read = store.window.bind(store)
    const next = Promise.withResolvers<void>()
    store.window = async (...request) => {
      await next.promise
      return read(...request)
    }
    const watching = list.watch({ watchId: 2, view, offset: 0, limit: 50 })
    store.add()
    await clock.pass(1_000)
    next.resolve()
    expect((await watching).total).toBe(2)
    // The first window, and the next one.
    expect(store.calls.window).toBe(2)
  })

  it("in a visible job's progress need no read", async () => {
    store.add({ state: 'uploading', uploadId: 'up' })
    session.transfers = [upload('up'), upload('of a job that is not shown')]
    await watch()
    session.progress('up', 500)
    await clock.pass(100)
    expect(list.takeChange()?.entries).toMatchObject([{ transfer: { bytesDone: 500 } }])
    expect(store.calls.window).toBe(1)
  })

  it("in other jobs' progress cause neither a read nor a push", async () => {
    store.add()
    session.transfers = [upload('of a job that is not shown')]
    await watch()
    for (let bytes = 1; bytes < 100; bytes += 1) {
      session.progress('of a job that is not shown', bytes)
      await clock.pass(10)
    }
    expect(changes).toBe(0)
    expect(store.calls.window).toBe(1)
  })
})

describe('under constant change', () => {
  it('reads the window four times a second, and reports it at most ten times a second', async () => {
    store.add({ state: 'uploading', uploadId: 'up' })
    session.transfers = [upload('up')]
    await watch()
    const before = store.calls.window ?? 0
    for (let update = 1; update <= 5_000; update += 1) {
      if (update % 2 === 0) store.change(1, { size: update })
      else session.progress('up', update)
      await clock.pass(2)
      list.takeChange()
    }
    // The reads in ten seconds, plus the initial burst.
    expect((store.calls.window ?? 0) - before).toBeLessThanOrEqual(44)
    expect((store.calls.window ?? 0) - before).toBeGreaterThanOrEqual(36)
    expect(changes).toBeLessThanOrEqual(150)
  })

  it('counts the jobs twice a second, and reports the counts only if they differ', async () => {
    const counts = new JobCounts({ store, now: clock.now, after: clock.after })
    let reported = 0
    counts.onChange(() => (reported += 1))
    store.add()
    expect((await counts.read()).queues[0]?.counts.queued).toBe(1)
    for (let update = 0; update < 1_000; update += 1) {
      store.change(1, { size: update })
      await clock.pass(5)
    }
    expect(store.calls.counts).toBeLessThanOrEqual(13)
    expect(reported).toBe(0)
    store.change(1, { state: 'dead' })
    await clock.pass(500)
    expect(reported).toBe(1)
    expect(counts.last?.queues[0]?.counts).toMatchObject({ queued: 0, dead: 1 })
    counts.close()
  })
})
