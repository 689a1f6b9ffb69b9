import { expect, it, vi } from 'vitest'
import type { MenuItemConstructorOptions } from 'electron'
import { type Command, commandDefinition, commandIds } from '../../shared/command-list.ts'
import { menuTemplate } from './menu-template.ts'

const quit = vi.fn<() => void>()

function items(
  developer: boolean,
  run = vi.fn<(id: Command) => void>(),
  platform: 'linux' | 'darwin' = 'linux',
): MenuItemConstructorOptions[] {
  return menuTemplate({ run, quit, platform, developer }).flatMap(({ submenu }) =>
    Array.isArray(submenu) ? submenu : [],
  )
}

it('contains every menu command exactly once, and runs it', () => {
  const run = vi.fn<(id: Command) => void>()
  const wanted = commandIds.filter((id) => commandDefinition(id).menu !== undefined)
  const found = items(false, run).filter(({ click }) => click !== undefined)
  expect(found.map(({ label }) => label)).toEqual(
    expect.arrayContaining(wanted.map((id) => commandDefinition(id).title)),
  )
  for (const { click } of found) (click as () => void)()
  expect(run.mock.calls.map(([id]) => id).toSorted()).toEqual([...wanted].toSorted())
})

it.each(['linux', 'darwin'] as const)('always asks before quitting on %s', (platform) => {
  const found = items(false, undefined, platform)
  expect(found.map(({ role }) => role)).not.toContain('quit')
  const [item, ...others] = found.filter(({ label }) => label === 'Quit')
  expect([item?.accelerator, others]).toEqual(['CmdOrCtrl+Q', []])
  quit.mockClear()
  const click = item?.click as (() => void) | undefined
  click?.()
  expect(quit).toHaveBeenCalledOnce()
})

const roles = (developer: boolean): unknown[] => items(developer).map(({ role }) => role)

it('shows the developer tools only to developers', () => {
  expect(roles(false)).not.toContain('toggleDevTools')
  expect(roles(false)).not.toContain('forceReload')
  expect(roles(true)).toContain('toggleDevTools')
})

it('uses no accelerator that types text or belongs to the Edit menu', () => {
  const accelerators = items(true).flatMap(({ accelerator }) =>
    accelerator === undefined ? [] : [accelerator],
  )
  expect(accelerators).toContain('CmdOrCtrl+O')
  expect(accelerators).toContain('F5')
  expect(accelerators.filter((keys) => !/^(?:CmdOrCtrl\+|F\d)/.test(keys))).toEqual([])
  expect(accelerators).not.toContain('CmdOrCtrl+V')
})
