import { act, cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it, vi } from 'vitest'
import { Announcer, announce } from './announcer.tsx'
import { ErrorNote } from './error-note.tsx'
import { RemedyProvider, type RemedyActions } from './remedy.tsx'
import { toastError, toastManager, toastSuccess } from './toast-store.ts'
import { Toaster } from './toaster.tsx'

afterEach(() => {
  act(() => toastManager.close())
  cleanup()
})

const choose = vi.fn<() => void>()
const actions = { 'choose-folder': choose } as unknown as RemedyActions

function show(): void {
  render(
    <RemedyProvider actions={actions}>
      <Toaster />
    </RemedyProvider>,
  )
}

it('shows only the newest toast', async () => {
  show()
  act(() => toastSuccess('First'))
  await screen.findByText('First')
  act(() => toastSuccess('Second', 'with a detail'))
  await screen.findByText('Second')
  expect(screen.queryByText('First')).toBeNull()
  expect(screen.getByText('with a detail')).toBeTruthy()
  act(() => toastSuccess('Third'))
  await screen.findByText('Third')
  expect(screen.queryByText('with a detail')).toBeNull()
})

it('can be dismissed with a screen reader', async () => {
  show()
  act(() => toastSuccess('First'))
  await screen.findByText('First')
  await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
  expect(screen.queryByText('First')).toBeNull()
})

it('has a button for the remedy, which disappears with the next toast', async () => {
  show()
  act(() =>
    toastError({ code: 'DISK_FULL', message: 'The disk is full.', hint: '', remedy: 'choose-folder' }),
  )
  await userEvent.click(await screen.findByRole('button', { name: 'Choose folder…' }))
  expect(choose).toHaveBeenCalledOnce()
  const again = vi.fn<() => void>()
  act(() => toastError({ code: 'TIMED_OUT', message: 'No response.', remedy: 'retry' }, again))
  await userEvent.click(await screen.findByRole('button', { name: 'Try again' }))
  expect(again).toHaveBeenCalledOnce()
  act(() => toastSuccess('Done'))
  await screen.findByText('Done')
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull()
})

it('shows nothing when the user cancels', () => {
  show()
  act(() => toastError({ code: 'CANCELLED', message: 'Cancelled.' }))
  expect(screen.queryByText('Cancelled.')).toBeNull()
})

it('shows the same button for an error shown in place, and only one Try again', () => {
  const retry = vi.fn<() => void>()
  const { rerender } = render(
    <RemedyProvider actions={actions}>
      <ErrorNote error={{ message: 'The disk is full.', remedy: 'choose-folder' }} onRetry={retry} />
    </RemedyProvider>,
  )
  expect(screen.getAllByRole('button').map(({ textContent }) => textContent)).toEqual([
    'Choose folder…',
    'Try again',
  ])
  rerender(<ErrorNote error={{ message: 'No response.', remedy: 'retry' }} onRetry={retry} />)
  expect(screen.getAllByRole('button')).toHaveLength(1)
})

it('announces each event once, with hidden characters named', async () => {
  render(<Announcer />)
  const region = screen.getByRole('log')
  act(() => {
    announce('Claimed invoice.pdf')
    announce('Result of photo\u202Egpj.exe is ready')
    announce('Claimed invoice.pdf')
  })
  expect(region.getAttribute('aria-live')).toBe('polite')
  expect([...region.children].map(({ textContent }) => textContent)).toEqual([
    'Result of photo⟨U+202E⟩gpj.exe is ready',
    'Claimed invoice.pdf',
  ])
})
