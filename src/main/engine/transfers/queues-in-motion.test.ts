import { expect, test } from 'vitest'
import type { Transfer } from '../../../shared/transfers.ts'
import { queuesInMotion } from './queues-in-motion.ts'

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
    endedAt: null,
    ...part,
  }
}

test('names the job queues to which something is sent or just was', () => {
  const transfers = [
    transfer('sending'),
    transfer('just-sent', { endedAt: now - 1_000 }),
    transfer('result', { kind: 'result', endedAt: now }),
    transfer('long-ago', { endedAt: now - 60_000 }),
    transfer('saved', { kind: 'save' }),
    transfer('elsewhere', { connectionId: 'aws' }),
  ]
  expect([...queuesInMotion(transfers, 'local', now)]).toEqual(['sending', 'just-sent', 'result'])
})
