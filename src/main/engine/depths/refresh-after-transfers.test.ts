import { expect, test } from 'vitest'
import {
  transfersSnapshot,
  transferState,
  type Transfer,
  type TransfersSnapshot,
} from '../../../shared/files/transfers.ts'
import { queuesInMotion, refreshAfterTransfers } from './refresh-after-transfers.ts'

const now = 1_000_000

function transfer(queue: string, part: Partial<Transfer> = {}): Transfer {
  return {
    id: queue,
    kind: 'submit',
    state: 'done',
    connectionId: 'local',
    queue,
    direction: 'in',
    key: null,
    name: 'cat.jpg',
    bytesDone: 1,
    bytesTotal: 1,
    bytesPerSecond: 0,
    jobId: null,
    claimId: null,
    folder: null,
    note: null,
    error: null,
    createdAt: now,
    sendsAt: null,
    finishedAt: null,
    ...part,
  }
}

test('returns the job queues to which messages are being sent or were just sent', () => {
  const transfers = [
    transfer('sending'),
    transfer('just-sent', { finishedAt: now - 1_000 }),
    transfer('result', { kind: 'result', finishedAt: now }),
    transfer('long-ago', { finishedAt: now - 60_000 }),
    transfer('saved', { kind: 'save' }),
    transfer('elsewhere', { connectionId: 'aws' }),
  ]
  expect([...queuesInMotion(transfers, 'local', now)]).toEqual(['sending', 'just-sent', 'result'])
})

function snapshotOf(done: number, ...transfers: Transfer[]): TransfersSnapshot {
  return transfersSnapshot.parse({
    revision: 1,
    transfers,
    counts: { ...Object.fromEntries(transferState.options.map((state) => [state, 0])), done },
    needsYou: 0,
    bytesPerSecond: 0,
  })
}

test('refreshes these job queues whenever a transfer is done', () => {
  const refreshed: string[] = []
  const note = refreshAfterTransfers(
    (queue) => refreshed.push(queue),
    () => 'local',
  )
  note(snapshotOf(0, transfer('cats')))
  expect(refreshed).toEqual([])
  note(snapshotOf(1, transfer('cats'), transfer('saved', { kind: 'save' })))
  note(snapshotOf(1, transfer('cats')))
  expect(refreshed).toEqual(['cats'])
})
