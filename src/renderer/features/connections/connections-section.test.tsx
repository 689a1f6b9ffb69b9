import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { FailedReply, type Handlers } from '../../testing/fake-bridge.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { connection, connectionsSnapshot } from '../../testing/samples.ts'
import { ConnectionsSection } from './connections-section.tsx'

const lab = connection({ id: 'e1', kind: 'endpoint', label: 'Lab', endpoint: 'lab.example', state: 'idle' })

function show(handlers: Handlers = {}) {
  return renderWithBridge(<ConnectionsSection />, {
    'connections:list': () => connectionsSnapshot([connection(), lab]),
    'connections:add': () => ({ connectionId: 'new' }),
    ...handlers,
  })
}

describe('the connections', () => {
  it('lets main read keys from the clipboard', async () => {
    const bridge = show({ 'connections:take-keys-from-clipboard': () => ({ accessKeyId: 'AKIA…7Q2' }) })
    await userEvent.click(await screen.findByRole('button', { name: 'Use keys from clipboard' }))
    expect(bridge.callsOf('connections:take-keys-from-clipboard')).toEqual([{ connectionId: 'e1' }])
    expect(await screen.findByText(/Keys set: AKIA…7Q2/)).toBeDefined()
  })

  it('shows next to the buttons why no keys were found', async () => {
    show({
      'connections:take-keys-from-clipboard': () => {
        throw new FailedReply({
          code: 'CREDENTIALS',
          message: 'No access key pair was found there.',
          hint: 'Copy both lines.',
        })
      },
    })
    await userEvent.click(await screen.findByRole('button', { name: 'Use keys from clipboard' }))
    expect(await screen.findByText('Copy both lines.')).toBeDefined()
  })

  it('shows no error after a closed file dialog', async () => {
    const bridge = show({ 'connections:take-keys-from-file': () => null })
    await userEvent.click(await screen.findByRole('button', { name: 'From a file…' }))
    expect(bridge.callsOf('connections:take-keys-from-file')).toEqual([{ connectionId: 'e1' }])
    expect(screen.getByText('No keys in this session yet.')).toBeDefined()
  })

  it('activates a connection, and asks before removing one', async () => {
    const bridge = show()
    await userEvent.click(await screen.findByRole('button', { name: 'Use Lab' }))
    expect(bridge.callsOf('connections:activate')).toEqual([{ connectionId: 'e1' }])
    await userEvent.click(screen.getByRole('button', { name: 'Remove Lab' }))
    expect(bridge.callsOf('connections:remove')).toEqual([])
    const dialog = within(await screen.findByRole('alertdialog'))
    await userEvent.click(dialog.getByRole('button', { name: 'Remove' }))
    expect(bridge.callsOf('connections:remove')).toEqual([{ connectionId: 'e1' }])
  })

  it('adds a custom endpoint and shows which address is invalid', async () => {
    const bridge = show()
    await userEvent.click(await screen.findByRole('button', { name: 'Add custom endpoint…' }))
    const dialog = within(await screen.findByRole('dialog'))
    await userEvent.type(dialog.getByRole('textbox', { name: 'Name' }), 'Studio')
    await userEvent.type(dialog.getByRole('textbox', { name: 'S3 address' }), 'http://s3.example.org')
    await userEvent.type(dialog.getByRole('textbox', { name: 'SQS address' }), 'https://sqs.example.org')
    await userEvent.click(dialog.getByRole('button', { name: 'Add' }))
    expect(bridge.callsOf('connections:add')).toEqual([])
    expect(dialog.getByText(/Use https, or http with 127\.0\.0\.1/)).toBeDefined()
    await userEvent.clear(dialog.getByRole('textbox', { name: 'S3 address' }))
    await userEvent.type(dialog.getByRole('textbox', { name: 'S3 address' }), 'https://s3.example.org')
    await userEvent.click(dialog.getByRole('button', { name: 'Add' }))
    expect(bridge.callsOf('connections:add')).toEqual([
      {
        kind: 'endpoint',
        label: 'Studio',
        region: 'us-east-1',
        s3Endpoint: 'https://s3.example.org',
        sqsEndpoint: 'https://sqs.example.org',
      },
    ])
  })

  it('adds an AWS profile with its region', async () => {
    const bridge = show({ 'connections:profiles': () => [{ name: 'studio', region: 'eu-west-1' }] })
    await userEvent.click(await screen.findByRole('button', { name: 'Add AWS profile…' }))
    const dialog = within(await screen.findByRole('dialog'))
    await dialog.findByDisplayValue('eu-west-1')
    await userEvent.click(dialog.getByRole('button', { name: 'Add' }))
    expect(bridge.callsOf('connections:add')).toEqual([
      { kind: 'profile', label: 'studio', profile: 'studio', region: 'eu-west-1' },
    ])
  })
})
