import { act, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { packageKinds, type UpdatesSnapshot } from '../../../shared/updates.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { updatesSnapshot } from '../../testing/samples.ts'
import { installSteps } from './install-steps.ts'
import { SettingsView } from './settings-view.tsx'

const file = { name: 'remotejob_2.0.0_amd64.deb', kind: 'deb', size: 90_000_000 } as const
const update = { version: '2.0.0', date: '2026-11-26', notes: '- Faster.', file }

async function show(overrides: Partial<UpdatesSnapshot>) {
  const snapshot = updatesSnapshot({ hasFeed: true, checkedAt: Date.now(), ...overrides })
  const bridge = renderWithBridge(<SettingsView>{null}</SettingsView>, { 'updates:get': () => snapshot })
  const section = within(await screen.findByRole('region', { name: 'Updates' }))
  await section.findByText(/Remotejob [\d.]+/)
  const push = (changed: Partial<UpdatesSnapshot>): void =>
    act(() => bridge.push('updates:changed', { ...snapshot, revision: 2, ...changed }))
  return { bridge, section, push }
}

it('offers no check in a build without an update feed', async () => {
  const { section } = await show({ hasFeed: false, checkedAt: null })
  expect(section.getByText('You have Remotejob 0.1.0.')).toBeDefined()
  expect(section.getByText(/no update feed/)).toBeDefined()
  expect(section.getByRole<HTMLInputElement>('checkbox')).toMatchObject({ checked: false, disabled: true })
  expect(section.queryByRole('button')).toBeNull()
})

it('checks when the user asks, and lets the user forbid checks', async () => {
  const { bridge, section, push } = await show({})
  expect(section.getByText(/Remotejob 0.1.0 is the newest version/)).toBeDefined()
  await userEvent.click(section.getByRole('button', { name: 'Check now' }))
  expect(bridge.callsOf('updates:check')).toHaveLength(1)
  push({ isChecking: true })
  expect(await section.findByRole('button', { name: 'Checking…' })).toMatchObject({ disabled: true })
  await userEvent.click(section.getByRole('checkbox', { name: /once a day/ }))
  expect(bridge.callsOf('settings:set-checks-for-updates')).toEqual([{ checks: false }])
})

it('downloads a newer version, shows the progress, and says how to install it', async () => {
  const { bridge, section, push } = await show({ update })
  expect(section.getByText('- Faster.')).toBeDefined()
  await userEvent.click(section.getByRole('button', { name: 'Download (90 MB)' }))
  expect(bridge.callsOf('updates:download')).toHaveLength(1)
  push({ download: { state: 'running', received: 45_000_000 } })
  expect((await section.findByRole('progressbar')).getAttribute('aria-valuenow')).toBe('50')
  await userEvent.click(section.getByRole('button', { name: 'Cancel' }))
  expect(bridge.callsOf('updates:cancel-download')).toHaveLength(1)
  push({ revision: 3, download: { state: 'done', fileName: 'remotejob_2.0.0_amd64 (2).deb' } })
  expect(await section.findByText('sudo apt install "./remotejob_2.0.0_amd64 (2).deb"')).toBeDefined()
  await userEvent.click(section.getByRole('button', { name: 'Show in folder' }))
  expect(bridge.callsOf('updates:show-download')).toHaveLength(1)
})

it('names a newer version that has no package for this system', async () => {
  const { section } = await show({ update: { ...update, file: null } })
  expect(section.getByText('It has no package for this system.')).toBeDefined()
  expect(section.queryByRole('button', { name: /^Download/ })).toBeNull()
})

it('shows why a check failed', async () => {
  const error = {
    code: 'UPDATE_REFUSED',
    message: 'Not signed.',
    hint: 'Report it.',
    retryable: false,
  } as const
  const { section } = await show({ error })
  expect(section.getByText('Not signed.')).toBeDefined()
  expect(section.queryByText(/newest version/)).toBeNull()
})

it.each(packageKinds)('says how to install a %s', (kind) => {
  const { text, command } = installSteps({ kind, fileName: 'x' })
  expect(text).toMatch(/\.$/)
  expect(command ?? '"./x"').toContain('"./x"')
})
