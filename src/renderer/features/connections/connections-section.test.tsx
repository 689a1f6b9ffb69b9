import { cleanup, screen, within, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { defaultSafety } from '../../../shared/connections/connection-safety.ts'
import { FailedReply, type Handlers } from '../../testing/fake-bridge.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { connection, connectionsSnapshot } from '../../testing/samples.ts'
import { ConnectionsSection } from './connections-section.tsx'
import { MfaPrompt } from './mfa-dialog.tsx'

const lab = connection({
  id: 'e1',
  kind: 'endpoint',
  label: 'Lab',
  hosts: { s3: 's3.lab.example', sqs: 'sqs.lab.example' },
  addresses: { s3: 'https://s3.lab.example', sqs: 'https://sqs.lab.example' },
  state: 'idle',
})

function show(handlers: Handlers = {}) {
  return renderWithBridge(<ConnectionsSection />, {
    'connections:list': () => connectionsSnapshot([connection(), lab]),
    'connections:add': () => ({ connectionId: 'new' }),
    'connections:edit': () => null,
    ...handlers,
  })
}

it('reconnects the current connection after it has failed', async () => {
  const error = {
    code: 'CREDENTIALS_EXPIRED',
    message: 'Expired.',
    hint: 'Sign in.',
    retryable: false,
  } as const
  const failed = connection({ state: 'failed', error: { ...error, remedy: 'sign-in' } })
  const bridge = show({
    'connections:list': () => connectionsSnapshot([failed]),
    'connections:activate': () => null,
  })
  const note = within(await screen.findByRole('alert'))
  await userEvent.click(note.getByRole('button', { name: 'Connect' }))
  expect(bridge.callsOf('connections:activate')).toEqual([{ connectionId: failed.id }])
})

async function fill(dialog: ReturnType<typeof within>, name: string, text: string) {
  const field = dialog.getByRole('textbox', { name })
  await userEvent.clear(field)
  await userEvent.type(field, text)
}

const studio = {
  ...defaultSafety,
  kind: 'endpoint',
  label: 'Studio',
  region: 'us-east-1',
  bucketRegion: null,
  s3Endpoint: 'https://s3.example.org',
  sqsEndpoint: 'https://sqs.example.org',
  allowUnencrypted: false,
}

async function openForm() {
  const bridge = show()
  await userEvent.click(await screen.findByRole('button', { name: 'Add custom endpoint…' }))
  const dialog = within(await screen.findByRole('dialog'))
  await fill(dialog, 'Name', 'Studio')
  await fill(dialog, 'SQS address', 'https://sqs.example.org')
  const add = () => userEvent.click(dialog.getByRole('button', { name: 'Add' }))
  return { bridge, dialog, add }
}

describe('connections', () => {
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

  it('shows no error after the file dialog was closed', async () => {
    const bridge = show({ 'connections:take-keys-from-file': () => null })
    await userEvent.click(await screen.findByRole('button', { name: 'From a file…' }))
    expect(bridge.callsOf('connections:take-keys-from-file')).toEqual([{ connectionId: 'e1' }])
    expect(screen.getByText('No keys yet.')).toBeDefined()
  })

  it('switches to a connection, and asks before removing one', async () => {
    const bridge = show()
    await userEvent.click(await screen.findByRole('button', { name: 'Use Lab' }))
    expect(bridge.callsOf('connections:activate')).toEqual([{ connectionId: 'e1' }])
    await userEvent.click(screen.getByRole('button', { name: 'Remove Lab' }))
    expect(bridge.callsOf('connections:remove')).toEqual([])
    const dialog = within(await screen.findByRole('alertdialog'))
    await userEvent.click(dialog.getByRole('button', { name: 'Remove' }))
    expect(bridge.callsOf('connections:remove')).toEqual([{ connectionId: 'e1' }])
  })

  it('shows the servers that requests go to', async () => {
    show()
    expect(await screen.findByText('s3.lab.example')).toBeDefined()
    expect(screen.getByText('sqs.lab.example')).toBeDefined()
  })

  it('adds a custom endpoint and shows which address is invalid', async () => {
    const { bridge, dialog, add } = await openForm()
    await fill(dialog, 'S3 address', 'http://s3.example.org')
    await add()
    expect(bridge.callsOf('connections:add')).toEqual([])
    expect(dialog.getByText(/Use https, or http with 127\.0\.0\.1/)).toBeDefined()
    await fill(dialog, 'S3 address', ' HTTPS://S3.example.org/ ')
    await fill(dialog, 'Region', 'US-EAST-1')
    await add()
    expect(bridge.callsOf('connections:add')).toEqual([studio])
  })

  it('warns about an availability zone given as a region', async () => {
    const { bridge, dialog, add } = await openForm()
    await fill(dialog, 'S3 address', 'https://s3.example.org')
    await fill(dialog, 'Region', 'eu-west-1a')
    await add()
    expect(dialog.getByText(/Its region is eu-west-1\./)).toBeDefined()
    expect(bridge.callsOf('connections:add')).toEqual([])
  })

  it('warns about a bucket in the address once, and then accepts it', async () => {
    const { bridge, dialog, add } = await openForm()
    await fill(dialog, 'S3 address', 'https://bucket.s3.example.org')
    await add()
    expect(dialog.getByText(/probably https:\/\/s3\.example\.org\./)).toBeDefined()
    expect(bridge.callsOf('connections:add')).toEqual([])
    await add()
    expect(bridge.callsOf('connections:add')).toEqual([
      { ...studio, s3Endpoint: 'https://bucket.s3.example.org' },
    ])
  })

  it('accepts http on the local network only with the switch', async () => {
    const { bridge, dialog, add } = await openForm()
    expect(dialog.queryByRole('checkbox', { name: /^Unencrypted/ })).toBeNull()
    await fill(dialog, 'S3 address', 'http://192.168.1.20:9000')
    await add()
    expect(bridge.callsOf('connections:add')).toEqual([])
    await userEvent.click(dialog.getByRole('checkbox', { name: /Unencrypted, on my network/ }))
    await add()
    expect(bridge.callsOf('connections:add')).toEqual([
      { ...studio, s3Endpoint: 'http://192.168.1.20:9000', allowUnencrypted: true },
    ])
  })

  it('changes a connection', async () => {
    const bridge = show()
    await userEvent.click(await screen.findByRole('button', { name: 'Change Lab' }))
    const dialog = within(await screen.findByRole('dialog'))
    expect(dialog.getByDisplayValue('https://s3.lab.example')).toBeDefined()
    await fill(dialog, 'Region of the buckets', 'eu-west-1')
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }))
    expect(bridge.callsOf('connections:edit')).toEqual([
      {
        connectionId: 'e1',
        edited: {
          ...defaultSafety,
          kind: 'endpoint',
          label: 'Lab',
          region: 'us-west-1',
          bucketRegion: 'eu-west-1',
          s3Endpoint: 'https://s3.lab.example',
          sqsEndpoint: 'https://sqs.lab.example',
          allowUnencrypted: false,
        },
      },
    ])
  })

  it('chooses a CA file in main, and shows only its name', async () => {
    const bridge = show({
      'connections:list': () => connectionsSnapshot([connection(), { ...lab, caFileName: 'corp.pem' }]),
      'connections:choose-ca-file': () => null,
    })
    expect(await screen.findByText('Also trusts the certificates in corp.pem.')).toBeDefined()
    await userEvent.click(screen.getByRole('button', { name: 'Choose CA file… for Lab' }))
    expect(bridge.callsOf('connections:choose-ca-file')).toEqual([{ connectionId: 'e1' }])
  })

  it('adds an AWS profile with its region', async () => {
    const bridge = show({ 'connections:profiles': () => [{ name: 'studio', region: 'eu-west-1' }] })
    await userEvent.click(await screen.findByRole('button', { name: 'Add AWS profile…' }))
    const dialog = within(await screen.findByRole('dialog'))
    await dialog.findByDisplayValue('eu-west-1')
    await userEvent.click(dialog.getByRole('button', { name: 'Add' }))
    expect(bridge.callsOf('connections:add')).toEqual([
      {
        ...defaultSafety,
        kind: 'profile',
        label: 'studio',
        profile: 'studio',
        region: 'eu-west-1',
        bucketRegion: null,
        bucketAccount: null,
        allowUnencrypted: false,
      },
    ])
  })
})

describe('a request for an MFA code', () => {
  const mfa = { id: 'm1', label: 'Work', profile: 'work', device: 'arn:aws:iam::111122223333:mfa/ada' }
  const showRequest = () =>
    renderWithBridge(<MfaPrompt />, {
      'connections:list': () => ({ ...connectionsSnapshot(), mfa }),
      'connections:answer-mfa': () => null,
    })

  it('sends the six digits', async () => {
    const bridge = showRequest()
    await userEvent.type(await screen.findByRole('textbox', { name: 'Code' }), '12 34')
    await userEvent.click(screen.getByRole('button', { name: 'Continue' }))
    expect(bridge.callsOf('connections:answer-mfa')).toEqual([])
    await userEvent.type(screen.getByRole('textbox', { name: 'Code' }), '56{Enter}')
    expect(bridge.callsOf('connections:answer-mfa')).toEqual([{ requestId: 'm1', code: '123456' }])
  })

  it('can be cancelled', async () => {
    const bridge = showRequest()
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel' }))
    expect(bridge.callsOf('connections:answer-mfa')).toEqual([{ requestId: 'm1', code: null }])
  })
})

describe('safety settings of a connection', () => {
  it('can be chosen in every form, and edited in place', async () => {
    const aws = connection({ id: 'k1', kind: 'keys', label: 'AWS', hosts: null })
    for (const edited of [connection(), aws, lab]) {
      const bridge = show({ 'connections:list': () => connectionsSnapshot([edited]) })
      await userEvent.click(await screen.findByRole('button', { name: `Change ${edited.label}` }))
      const dialog = within(await screen.findByRole('dialog'))
      await userEvent.click(dialog.getByRole('radio', { name: 'amber' }))
      await userEvent.click(dialog.getByRole('checkbox', { name: /^Production/ }))
      await userEvent.click(dialog.getByRole('checkbox', { name: /^Read-only/ }))
      await userEvent.click(dialog.getByRole('button', { name: 'Save' }))
      const safety = { colour: 'amber', isProduction: true, isReadOnly: true }
      expect(bridge.callsOf('connections:edit')).toMatchObject([
        { connectionId: edited.id, edited: { kind: edited.kind, label: edited.label, ...safety } },
      ])
      cleanup()
    }
  })

  it('keep the form open, without an error, if the user declines to remove a protection', async () => {
    const careful = { ...lab, isReadOnly: true }
    const bridge = show({
      'connections:list': () => connectionsSnapshot([careful]),
      'connections:edit': () => {
        throw new FailedReply({ code: 'CANCELLED', message: 'Cancelled.', hint: '' })
      },
    })
    await userEvent.click(await screen.findByRole('button', { name: `Change ${lab.label}` }))
    const dialog = within(await screen.findByRole('dialog'))
    await userEvent.click(dialog.getByRole('checkbox', { name: /^Read-only/ }))
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(bridge.callsOf('connections:edit')).toHaveLength(1))
    expect(dialog.getByRole('button', { name: 'Save' })).toBeDefined()
    expect(dialog.queryByText('Cancelled.')).toBeNull()
  })

  it('are shown in words on the card', async () => {
    show({
      'connections:list': () => connectionsSnapshot([connection({ isProduction: true, isReadOnly: true })]),
    })
    expect(await screen.findByText('Production')).toBeDefined()
    expect(screen.getByText('Read-only')).toBeDefined()
  })
})

describe('keys', () => {
  const withKeys = { ...lab, kind: 'keys', hasKeys: true } as const

  it('are shown as stored if the system stores them, and can be forgotten', async () => {
    const bridge = show({
      'connections:list': () => connectionsSnapshot([withKeys]),
      'connections:forget-keys': () => null,
    })
    expect(await screen.findByText(/The system stores them encrypted/)).toBeDefined()
    await userEvent.click(screen.getByRole('button', { name: 'Forget keys' }))
    expect(bridge.callsOf('connections:forget-keys')).toEqual([{ connectionId: 'e1' }])
  })

  it('show why they are not stored', async () => {
    show({
      'connections:list': () => connectionsSnapshot([{ ...withKeys, keysNotStored: 'No keyring runs.' }]),
    })
    expect(await screen.findByText(/They are kept until you quit\. No keyring runs\./)).toBeDefined()
  })
})
