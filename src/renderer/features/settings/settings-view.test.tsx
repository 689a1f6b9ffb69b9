import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import type { Handlers } from '../../testing/fake-bridge.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { localService, settings } from '../../testing/samples.ts'
import { runCommand } from '../../ui/commands/commands.ts'
import { SettingsView } from './settings-view.tsx'

const box = (name: RegExp) => screen.getByRole<HTMLInputElement>('checkbox', { name })

function show(handlers: Handlers = {}) {
  return renderWithBridge(<SettingsView>{null}</SettingsView>, handlers)
}

describe('settings', () => {
  it('copies the environment for either shell, and the settings of a client', async () => {
    const bridge = show()
    await userEvent.click(await screen.findByRole('button', { name: 'Copy for bash' }))
    expect(await screen.findByText('Copied for bash, with the secret key.')).toBeDefined()
    await userEvent.click(screen.getByRole('button', { name: 'Copy for PowerShell' }))
    for (const name of ['aws-sdk 2', 'boto3', 'AWS CLI', 'rclone']) {
      await userEvent.click(screen.getByRole('button', { name: `Copy for ${name}` }))
    }
    expect(await screen.findByText('Copied for rclone, with the secret key.')).toBeDefined()
    const snippets = ['posix', 'powershell', 'aws-sdk-2', 'boto3', 'aws-cli', 'rclone']
    expect(bridge.callsOf('local:copy-environment')).toEqual(snippets.map((snippet) => ({ snippet })))
  })

  it('explains why the local service failed, and offers another port', async () => {
    const error = {
      code: 'LOCAL_PORT_TAKEN',
      message: 'Port 4566 is taken.',
      hint: 'Use another port.',
      retryable: false,
    } as const
    const bridge = show({ 'local:get': () => localService({ state: 'failed', error }) })
    expect(await screen.findByText('Port 4566 is taken.')).toBeDefined()
    await userEvent.click(screen.getByRole('button', { name: 'Use another port' }))
    await userEvent.click(screen.getByRole('button', { name: 'Restart' }))
    expect(bridge.callsOf('local:use-another-port')).toHaveLength(1)
    expect(bridge.callsOf('local:restart')).toHaveLength(1)
  })

  it('sets the theme and the save folder', async () => {
    const bridge = show()
    await userEvent.click(await screen.findByRole('radio', { name: /Dark/ }))
    await userEvent.click(screen.getByRole('button', { name: 'Choose…' }))
    expect(bridge.callsOf('settings:set-theme')).toEqual([{ theme: 'dark' }])
    expect(bridge.callsOf('settings:choose-save-folder')).toHaveLength(1)
  })

  it('finds settings by their words, and says if nothing matches', async () => {
    show()
    await screen.findByRole('region', { name: 'Desktop' })
    runCommand('find')
    const field = screen.getByRole('searchbox', { name: 'Find a setting' })
    expect(document.activeElement).toBe(field)
    await userEvent.type(field, 'tray icon')
    expect(screen.getAllByRole('checkbox').map((box) => box.closest('label')?.textContent)).toEqual([
      expect.stringContaining('Show an icon in the tray'),
    ])
    expect(screen.queryByRole('region', { name: 'Local service' })).toBeNull()
    await userEvent.clear(field)
    await userEvent.type(field, 'xyzzy')
    expect(screen.getByRole('heading', { name: 'Nothing found' })).toBeDefined()
    await userEvent.keyboard('{Escape}')
    expect(screen.getByRole('region', { name: 'Local service' })).toBeDefined()
  })

  it('shows the tray and launch at login as off, and disables what depends on them', async () => {
    const bridge = show({ 'settings:get': () => settings({ launchesAtLogin: null }) })
    await screen.findByRole('region', { name: 'Desktop' })
    expect([box(/Show an icon in the tray/).checked, box(/Start when/).checked]).toEqual([false, false])
    expect([box(/Keep working in the tray/).disabled, box(/Start when/).disabled]).toEqual([true, true])
    await userEvent.click(box(/Show an icon in the tray/))
    await userEvent.click(box(/how many things need you/))
    expect(bridge.callsOf('settings:set-desktop')).toEqual([{ showsTray: true }, { showsBadge: false }])
  })

  it('shows the versions', async () => {
    show()
    expect(await screen.findByText('45.4.1')).toBeDefined()
  })
})
