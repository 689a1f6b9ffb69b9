import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import type { Handlers } from '../../testing/fake-bridge.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { localService } from '../../testing/samples.ts'
import { SettingsView } from './settings-view.tsx'

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
})
