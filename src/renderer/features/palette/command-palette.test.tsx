import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useCommandKeys } from '../../ui/commands/command-keys.ts'
import { type CommandHandler, useCommand } from '../../ui/commands/commands.ts'
import { useDestinations } from '../../ui/view/destinations.ts'
import '../../testing/fake-layout.ts'
import { CommandPalette } from './command-palette.tsx'
import { recentEntries, restoreRecent } from './recent.ts'

afterEach(cleanup)
beforeEach(() => restoreRecent([]))

const show = vi.fn<() => void>()
const places = [{ id: 'queue demo', title: 'demo', detail: 'Queue', show }]

function Window({ save, open }: { readonly save: CommandHandler; readonly open: CommandHandler }) {
  useCommandKeys()
  useCommand('save', save)
  useCommand('open', open)
  useDestinations(places)
  return <CommandPalette />
}

const never: CommandHandler = { run: vi.fn<() => void>(), enabled: false, reason: 'Select a job first.' }

async function openPalette(): Promise<HTMLElement> {
  fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true })
  return screen.findByRole('combobox', { name: /^Find a command/ })
}

function options(): readonly string[] {
  return screen.getAllByRole('option').map((option) => option.textContent)
}

it('receives text typed right after the shortcut, before a frame is drawn', async () => {
  const save = vi.fn<() => void>()
  vi.stubGlobal('requestAnimationFrame', () => 0)
  render(<Window save={{ run: save }} open={never} />)
  fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true })
  await userEvent.keyboard('dem')
  vi.unstubAllGlobals()
  expect(screen.getByRole<HTMLInputElement>('combobox').value).toBe('dem')
  expect(save).not.toHaveBeenCalled()
})

it('finds a command by the first letters of its words, runs it on Enter, and lists it first the next time', async () => {
  const save = vi.fn<() => void>()
  render(<Window save={{ run: save, title: 'Save 3 jobs' }} open={never} />)
  await userEvent.type(await openPalette(), 's3')
  expect(options()[0]).toContain('Save 3 jobs')
  await userEvent.keyboard('{Enter}')
  await waitFor(() => expect(save).toHaveBeenCalledOnce())
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(recentEntries()).toEqual(['save'])
  await openPalette()
  expect(options()[0]).toContain('Save 3 jobs')
})

it('says why a command is disabled, and does not run it', async () => {
  render(<Window save={never} open={never} />)
  await userEvent.type(await openPalette(), 'open')
  const option = screen.getByRole('option', { name: /^Open/ })
  expect(option.textContent).toContain('Select a job first.')
  expect(option.getAttribute('aria-disabled')).toBe('true')
  await userEvent.click(option)
  expect(never.run).not.toHaveBeenCalled()
})

it('shows a queue', async () => {
  render(<Window save={never} open={never} />)
  await userEvent.type(await openPalette(), 'dem')
  await userEvent.keyboard('{Enter}')
  await waitFor(() => expect(show).toHaveBeenCalledOnce())
})

it('says that nothing was found', async () => {
  render(<Window save={never} open={never} />)
  await userEvent.type(await openPalette(), 'qqqq')
  expect(screen.getByText('Nothing found')).toBeTruthy()
})

it('shows all shortcuts on ?', async () => {
  render(<Window save={never} open={never} />)
  fireEvent.keyDown(document.body, { key: '?', shiftKey: true })
  const sheet = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' })
  expect(sheet.textContent).toContain('Claim nextCtrl+J')
})
