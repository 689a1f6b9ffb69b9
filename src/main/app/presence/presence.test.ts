import { beforeEach, expect, it } from 'vitest'
import { noJobs, type JobState } from '../../../shared/jobs/job-state.ts'
import type { QueueFigures } from '../../../shared/metrics/metrics.ts'
import type { Transfer, TransfersSnapshot } from '../../../shared/files/transfers.ts'
import { Presence } from './presence.ts'

let shown: [string, unknown][]
let settings: { showsBadge: boolean; showsTray: boolean }
let transfers: Pick<TransfersSnapshot, 'transfers' | 'counts' | 'needsYou'>
let jobs: Partial<Record<JobState, number>>
let queues: QueueFigures[]
let presence: Presence

const counts = (change: Partial<TransfersSnapshot['counts']> = {}): TransfersSnapshot['counts'] => ({
  waiting: 0,
  running: 0,
  queueing: 0,
  reconnecting: 0,
  paused: 0,
  done: 0,
  stored: 0,
  unconfirmed: 0,
  interrupted: 0,
  failed: 0,
  cancelled: 0,
  ...change,
})

const figure = (value: number) => ({ value, sign: 'exact', source: 'counts', at: Math.random() }) as const

const queue = (value: number, dead: number): QueueFigures => {
  return {
    connectionId: 'local',
    queue: 'demo',
    waiting: figure(value),
    dead: figure(dead),
    working: null,
  } as QueueFigures
}

beforeEach(() => {
  shown = []
  settings = { showsBadge: true, showsTray: false }
  transfers = { transfers: [], counts: counts(), needsYou: 0 }
  jobs = {}
  queues = []
  presence = new Presence(
    {
      showProgress: (progress) => shown.push(['progress', progress]),
      showBadge: (count) => shown.push(['badge', count]),
      showTray: (content) => shown.push(['tray', content === null ? null : content.queues]),
    },
    {
      settings: () => settings,
      transfers: () => transfers,
      jobs: () => ({
        revision: 1,
        queues: [{ connectionId: 'local', queue: 'demo', counts: { ...noJobs(), ...jobs } }],
      }),
      queues: () => queues,
      labels: () => new Map([['local', 'Local']]),
    },
  )
  presence.update()
  shown = []
})

it('shows the progress of transfers in steps, and removes it at the end', () => {
  const moving = (bytesDone: number) => ({
    transfers: [{ id: 'a', state: 'running', bytesDone, bytesTotal: 100_000 } as Transfer],
    counts: counts({ running: 1 }),
    needsYou: 0,
  })
  for (const bytes of [10_000, 10_001, 10_002, 11_000]) {
    transfers = moving(bytes)
    presence.update()
  }
  transfers = { transfers: [], counts: counts({ done: 1 }), needsYou: 0 }
  presence.update()
  expect(shown).toEqual([
    ['progress', { value: 0.1, mode: 'normal' }],
    ['progress', { value: 0.11, mode: 'normal' }],
    ['progress', null],
  ])
})

it('counts what needs the user, unless the badge is off', () => {
  jobs = { failed: 2, lost: 1, result: 5, queued: 9 }
  transfers = { ...transfers, needsYou: 3 }
  queues = [queue(4, 7)]
  presence.update()
  expect(shown).toEqual([['badge', 2 + 1 + 3 + 1]])
  settings.showsBadge = false
  presence.update()
  expect(shown.at(-1)).toEqual(['badge', 0])
})

it('shows a tray icon only if the user wants one, and updates it only for new numbers', () => {
  queues = [queue(4, 0)]
  presence.update()
  expect(shown).toEqual([])
  settings.showsTray = true
  presence.update()
  queues = [queue(4, 0)]
  presence.update()
  queues = [queue(5, 0)]
  presence.update()
  settings.showsTray = false
  presence.update()
  const line = { connectionId: 'local', queue: 'demo', working: null, dead: { value: 0 } }
  expect(shown).toEqual([
    ['tray', [{ ...line, waiting: { value: 4 } }]],
    ['tray', [{ ...line, waiting: { value: 5 } }]],
    ['tray', null],
  ])
})

it('removes everything when it closes', () => {
  settings.showsTray = true
  jobs = { failed: 1 }
  presence.update()
  shown = []
  presence.close()
  expect(shown).toEqual([
    ['badge', 0],
    ['tray', null],
  ])
})
