import { expect, it } from 'vitest'
import type { Transfer, TransfersSnapshot, TransferState } from '../../../shared/files/transfers.ts'
import { BatchProgress } from './batch-progress.ts'

type Sample = readonly [id: string, state: TransferState, done?: number, total?: number | null]
type Given = Pick<TransfersSnapshot, 'transfers' | 'counts'>

const states = [
  'waiting',
  'running',
  'queueing',
  'reconnecting',
  'paused',
  'done',
  'stored',
  'unconfirmed',
  'interrupted',
  'failed',
  'cancelled',
] as const

/** Returns a snapshot of these transfers. `more` are transfers that it counts but does not list. */
function given(samples: readonly Sample[], more: Partial<Record<TransferState, number>> = {}): Given {
  const transfers = samples.map(
    ([id, state, bytesDone = 0, bytesTotal = 100]) => ({ id, state, bytesDone, bytesTotal }) as Transfer,
  )
  const counts = Object.fromEntries(
    states.map((state) => [
      state,
      transfers.filter((one) => one.state === state).length + (more[state] ?? 0),
    ]),
  ) as Given['counts']
  return { transfers, counts }
}

const normal = (value: number) => ({ value, mode: 'normal' })

it('shows nothing while no transfer is running', () => {
  const progress = new BatchProgress()
  expect(progress.update(given([]))).toBeNull()
  expect(
    progress.update(
      given([
        ['a', 'done'],
        ['b', 'paused', 50],
        ['c', 'failed'],
      ]),
    ),
  ).toBeNull()
})

it('adds up the bytes of all transfers of the batch', () => {
  const progress = new BatchProgress()
  progress.update(given([]))
  expect(
    progress.update(
      given([
        ['a', 'running', 0, 900],
        ['b', 'waiting'],
      ]),
    ),
  ).toEqual(normal(0))
  expect(
    progress.update(
      given([
        ['a', 'running', 450, 900],
        ['b', 'done'],
      ]),
    ),
  ).toEqual(normal(0.55))
  expect(
    progress.update(
      given([
        ['a', 'queueing', 900, 900],
        ['b', 'done'],
      ]),
    ),
  ).toEqual(normal(1))
  expect(
    progress.update(
      given([
        ['a', 'done', 900, 900],
        ['b', 'done'],
      ]),
    ),
  ).toBeNull()
})

it('leaves out transfers from before the batch', () => {
  const progress = new BatchProgress()
  progress.update(
    given([
      ['old', 'done'],
      ['bad', 'failed'],
    ]),
  )
  expect(
    progress.update(
      given([
        ['old', 'done'],
        ['bad', 'failed'],
        ['a', 'running', 25],
      ]),
    ),
  ).toEqual(normal(0.25))
})

it('adds up bytes even while transfers of an earlier batch are listed', () => {
  const progress = new BatchProgress()
  progress.update(given([['old', 'done', 5_000, 5_000]]))
  const now = given([
    ['old', 'done', 5_000, 5_000],
    ['a', 'running', 450, 900],
    ['b', 'done'],
  ])
  expect(progress.update(now)).toEqual(normal(0.55))
})

it('begins a new batch once the last one has ended', () => {
  const progress = new BatchProgress()
  progress.update(given([['a', 'running', 50]]))
  progress.update(given([['a', 'failed']]))
  expect(
    progress.update(
      given([
        ['a', 'failed'],
        ['b', 'running', 10],
      ]),
    ),
  ).toEqual(normal(0.1))
})

it.each(['failed', 'stored', 'unconfirmed', 'interrupted'] as const)(
  'shows an error once a transfer is %s',
  (state) => {
    const progress = new BatchProgress()
    progress.update(
      given([
        ['a', 'running', 50],
        ['b', 'running', 50],
      ]),
    )
    expect(
      progress.update(
        given([
          ['a', state],
          ['b', 'running', 50],
        ]),
      ),
    ).toEqual({ value: 0.75, mode: 'error' })
    // The transfer is retried.
    expect(
      progress.update(
        given([
          ['a', 'waiting'],
          ['b', 'running', 50],
        ]),
      )?.mode,
    ).toBe('normal')
  },
)

it('counts files if not all of them are listed', () => {
  const progress = new BatchProgress()
  progress.update(given([]))
  expect(progress.update(given([['a', 'running', 50]], { waiting: 9 }))).toEqual(normal(0.05))
  expect(progress.update(given([['a', 'running', 50]], { waiting: 4, done: 5 }))).toEqual(normal(0.55))
})

it('stays between 0 and 1 when finished transfers are removed from the list', () => {
  const progress = new BatchProgress()
  progress.update(given([['old', 'done']], { done: 20 }))
  expect(progress.update(given([['a', 'running', 50]]))).toEqual(normal(0.5))
  expect(
    progress.update(
      given([
        ['a', 'running', 60],
        ['b', 'done'],
      ]),
    ),
  ).toEqual(normal(0.8))
})

it('copes with empty files and unknown sizes', () => {
  const progress = new BatchProgress()
  progress.update(given([]))
  const value = progress.update(
    given([
      ['a', 'running', 0, 0],
      ['b', 'running', 500, null],
    ]),
  )?.value
  expect(value).toBe(0.5)
})
