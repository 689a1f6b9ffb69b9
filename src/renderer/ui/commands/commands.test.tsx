import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { commandDefinition, commandIds } from '../../../shared/command-list.ts'
import { useCommandKeys } from './command-keys.ts'
import {
  type CommandHandler,
  commandState,
  observeCommands,
  runCommand,
  useCommand,
  useCommandStates,
} from './commands.ts'
import { Dialog } from '../layout/dialog.tsx'
import { useDestinations } from '../view/destinations.ts'
import type { Command } from '../../../shared/command-list.ts'

afterEach(cleanup)

function Keys() {
  useCommandKeys()
  return null
}

function Handler({ id, handler }: { readonly id: Command; readonly handler: CommandHandler }) {
  useCommand(id, handler)
  return null
}

function Title({ id }: { readonly id: Command }) {
  return <p>{useCommandStates([id])[0]?.title}</p>
}

it('runs the handler that was mounted last, and the earlier one once that is unmounted', () => {
  const first = vi.fn<() => void>()
  const second = vi.fn<() => void>()
  const { rerender } = render(<Handler key="a" id="open" handler={{ run: first }} />)
  rerender(
    <>
      <Handler key="a" id="open" handler={{ run: first }} />
      <Handler key="b" id="open" handler={{ run: second }} />
    </>,
  )
  expect(runCommand('open')).toBe(true)
  rerender(<Handler key="a" id="open" handler={{ run: first }} />)
  runCommand('open')
  expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 1])
})

it('says why a command cannot run, and shows its current title', () => {
  const refused = vi.fn<(reason: string) => void>()
  const stop = observeCommands({ refused, ran: vi.fn<(id: Command) => void>() })
  const handler = {
    run: vi.fn<() => void>(),
    enabled: false,
    reason: 'Select a job first.',
    title: 'Open 3 results',
  }
  render(
    <>
      <Handler id="open" handler={handler} />
      <Title id="open" />
    </>,
  )
  expect(runCommand('open')).toBe(false)
  expect(refused).toHaveBeenCalledWith('Select a job first.')
  expect(screen.getByText('Open 3 results')).toBeTruthy()
  expect(commandState('open')).toMatchObject({ enabled: false, present: true, reason: 'Select a job first.' })
  expect(commandState('save')).toMatchObject({ enabled: false, present: false })
  stop()
})

it('ignores plain keys and Ctrl+A in a field, but runs other Ctrl shortcuts', () => {
  const save = vi.fn<() => void>()
  const find = vi.fn<() => void>()
  const all = vi.fn<() => void>()
  render(
    <>
      <Keys />
      <Handler id="save" handler={{ run: save }} />
      <Handler id="find" handler={{ run: find }} />
      <Handler id="select-all" handler={{ run: all }} />
      <input aria-label="Name" />
    </>,
  )
  const field = screen.getByLabelText('Name')
  fireEvent.keyDown(field, { key: 's' })
  fireEvent.keyDown(field, { key: '/' })
  fireEvent.keyDown(field, { key: 'a', ctrlKey: true })
  expect([save, find, all].map((run) => run.mock.calls.length)).toEqual([0, 0, 0])
  fireEvent.keyDown(field, { key: 'f', ctrlKey: true })
  fireEvent.keyDown(document.body, { key: 's' })
  fireEvent.keyDown(document.body, { key: '/', shiftKey: true })
  fireEvent.keyDown(document.body, { key: 'a', ctrlKey: true })
  expect([save, find, all].map((run) => run.mock.calls.length)).toEqual([1, 2, 1])
})

it('runs nothing behind an open dialog', () => {
  const save = vi.fn<() => void>()
  const { rerender } = render(
    <>
      <Keys />
      <Handler id="save" handler={{ run: save }} />
      <Dialog title="Question" onClose={() => undefined}>
        text
      </Dialog>
    </>,
  )
  fireEvent.keyDown(document.body, { key: 's' })
  expect(runCommand('save')).toBe(false)
  rerender(
    <>
      <Keys />
      <Handler id="save" handler={{ run: save }} />
    </>,
  )
  fireEvent.keyDown(document.body, { key: 's' })
  expect(save).toHaveBeenCalledOnce()
})

it('leaves Enter to the focused button, and repeats only commands that move', () => {
  const primary = vi.fn<() => void>()
  const next = vi.fn<() => void>()
  render(
    <>
      <Keys />
      <Handler id="primary" handler={{ run: primary }} />
      <Handler id="next-row" handler={{ run: next }} />
      <button type="button">Press</button>
    </>,
  )
  fireEvent.keyDown(screen.getByRole('button'), { key: 'Enter' })
  expect(primary).not.toHaveBeenCalled()
  fireEvent.keyDown(document.body, { key: 'Enter' })
  fireEvent.keyDown(document.body, { key: 'Enter', repeat: true })
  fireEvent.keyDown(document.body, { key: 'j' })
  fireEvent.keyDown(document.body, { key: 'j', repeat: true })
  expect([primary, next].map((run) => run.mock.calls.length)).toEqual([1, 2])
})

it.each<[keyboard: string, command: Command, event: KeyboardEventInit]>([
  ['Russian', 'save', { key: 'ы', code: 'KeyS' }],
  ['Russian', 'show-palette', { key: 'л', code: 'KeyK', ctrlKey: true }],
  ['Greek', 'next-row', { key: 'ξ', code: 'KeyJ' }],
  ['Hebrew', 'open', { key: 'ם', code: 'KeyO' }],
  ['Arabic', 'select-all', { key: 'ش', code: 'KeyA', ctrlKey: true }],
  ['Dvorak', 'open', { key: 'o', code: 'KeyS' }],
  ['German', 'find', { key: '/', code: 'Digit7', shiftKey: true }],
])('on a %s keyboard, the key of %s works', (_keyboard, id, event) => {
  const run = vi.fn<() => void>()
  render(
    <>
      <Keys />
      <Handler id={id} handler={{ run }} />
    </>,
  )
  fireEvent.keyDown(document.body, event)
  expect(run).toHaveBeenCalledOnce()
})

it('leaves accented letters alone, which AltGr types', () => {
  const save = vi.fn<() => void>()
  render(
    <>
      <Keys />
      <Handler id="save" handler={{ run: save }} />
    </>,
  )
  fireEvent.keyDown(document.body, { key: 'ś', code: 'KeyS' })
  expect(save).not.toHaveBeenCalled()
})

it('shows the nth sidebar item with Ctrl+n', () => {
  const show = vi.fn<() => void>()
  const places = [
    { id: 'a', title: 'A', show: vi.fn<() => void>() },
    { id: 'b', title: 'B', show },
  ]
  function Places() {
    useDestinations(places)
    return null
  }
  render(
    <>
      <Keys />
      <Places />
    </>,
  )
  act(() => {
    fireEvent.keyDown(document.body, { key: '2', ctrlKey: true })
  })
  fireEvent.keyDown(document.body, { key: '3', ctrlKey: true })
  expect(show).toHaveBeenCalledOnce()
})

it('assigns each shortcut to one command only', () => {
  const keys = commandIds.flatMap((id) => commandDefinition(id).keys ?? [])
  expect(new Set(keys).size).toBe(keys.length)
})
