import { act, cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { toastManager, toastSuccess } from './toast-store.ts'
import { Toaster } from './toaster.tsx'
import { noUndoText, offerUndo, toastUndo, undoLast } from './undo-toast.ts'

const undone = vi.fn<(all: readonly string[]) => void>()

beforeEach(() => {
  undone.mockReset()
  render(<Toaster />)
})

afterEach(() => {
  while (undoLast());
  act(() => toastManager.close())
  cleanup()
})

const done = (key: string, what: string, count: number, forMs = 60_000) => ({
  key,
  what,
  count,
  until: Date.now() + forMs,
  title: (sum: number, times: number) => `${sum} of ${times} ${key}`,
  undo: undone,
})

const undo = (): Promise<void> => userEvent.click(screen.getByRole('button', { name: 'Undo' }))

it('says that it is too late to undo an action, not that there was none', async () => {
  expect(noUndoText()).toBe('There is nothing to undo.')
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  try {
    act(() => toastUndo(done('drops', 'a', 1, 3_000)))
    await act(() => vi.advanceTimersByTimeAsync(3_000))
    expect(undoLast()).toBe(false)
    expect(noUndoText()).toBe('It is too late to undo the last action.')
    act(() => toastUndo(done('drops', 'b', 1, 3_000)))
    act(() => void undoLast())
  } finally {
    vi.useRealTimers()
  }
  // The last action is undone already.
  expect(noUndoText()).toBe('There is nothing to undo.')
})

it('sums up the drops that can be undone, and undoes all of them', async () => {
  act(() => toastUndo(done('drops', 'a', 5)))
  await screen.findByText('5 of 1 drops')
  act(() => toastUndo(done('drops', 'b', 2)))
  await screen.findByText('7 of 2 drops')
  await undo()
  expect(undone.mock.calls).toEqual([[['a', 'b']]])
  expect(undoLast()).toBe(false)
  await waitFor(() => expect(screen.queryByText('7 of 2 drops')).toBeNull())
})

it('the Undo command undoes one after the other, including other kinds', async () => {
  act(() => toastUndo(done('drops', 'a', 5)))
  act(() => offerUndo(Date.now() + 60_000, () => undone(['purge'])))
  act(() => toastUndo(done('drops', 'b', 2)))
  act(() => toastUndo(done('finished', 'c', 1)))
  await screen.findByText('1 of 1 finished')
  act(() => void undoLast())
  // The rest can still be undone with the mouse.
  await screen.findByText('7 of 2 drops')
  act(() => void undoLast())
  await screen.findByText('5 of 1 drops')
  act(() => void undoLast())
  act(() => void undoLast())
  expect(undone.mock.calls.map(([all]) => all)).toEqual([['c'], ['b'], ['purge'], ['a']])
  expect(undoLast()).toBe(false)
})

it('stops counting a drop once it has been sent, and replaces no other toast', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  try {
    act(() => toastUndo(done('drops', 'a', 5, 3_000)))
    act(() => toastUndo(done('drops', 'b', 2, 6_000)))
    expect(screen.getByText('7 of 2 drops')).toBeTruthy()
    await act(() => vi.advanceTimersByTimeAsync(3_000))
    expect(screen.getByText('2 of 1 drops')).toBeTruthy()
    act(() => toastUndo(done('drops', 'c', 1, 1_000)))
    act(() => toastSuccess('Saved'))
    await act(() => vi.advanceTimersByTimeAsync(2_000))
    expect(screen.getByText('Saved')).toBeTruthy()
    act(() => void undoLast())
  } finally {
    vi.useRealTimers()
  }
  expect(undone.mock.calls).toEqual([[['b']]])
})

it('undoes an action at once even if it arrived in several parts', async () => {
  act(() => toastUndo(done('finished', 'a', 10), true))
  act(() => toastUndo(done('finished', 'b', 10), true))
  act(() => toastUndo(done('finished', 'c', 5), true))
  await screen.findByText('25 of 1 finished')
  act(() => void undoLast())
  expect(undone.mock.calls).toEqual([[['a', 'b', 'c']]])
})
