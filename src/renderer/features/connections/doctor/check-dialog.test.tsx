import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import type { CheckStep } from '../../../../shared/connections/doctor.ts'
import { renderWithBridge } from '../../../testing/render-app.tsx'
import { ConnectionsSection } from '../connections-section.tsx'

const statement = '{\n  "Sid": "SQSSendMessage"\n}\n'
const steps: CheckStep[] = [
  { id: 'keys', state: 'ok', findings: [{ state: 'ok', text: 'The keys are there.', remedy: null }] },
  { id: 'network', state: 'pending', findings: [] },
  {
    id: 'permissions',
    state: 'problem',
    findings: [
      {
        state: 'problem',
        text: 'demo: the permission sqs:SendMessage is missing for demo-pending.',
        remedy: { kind: 'statement', text: statement },
      },
    ],
  },
]

it('shows the steps of a check as they finish, with their remedies', async () => {
  const bridge = renderWithBridge(<ConnectionsSection />)
  await userEvent.click(await screen.findByRole('button', { name: /^Check connection Local/ }))
  const dialog = await screen.findByRole('dialog', { name: /^Check / })
  await waitFor(() => expect(bridge.callsOf('doctor:start')).toHaveLength(1))
  expect(bridge.callsOf('doctor:start')[0]).toEqual({
    subject: { kind: 'connection', connectionId: 'local' },
    role: 'work',
    mayAsk: true,
  })
  bridge.push('doctor:changed', { revision: 1, checkId: 'check', isDone: false, steps })
  expect(await within(dialog).findByText('The keys are there.')).toBeTruthy()
  expect(within(dialog).getByText('checking')).toBeTruthy()
  expect(within(dialog).getByRole('button', { name: 'Copy statement' })).toBeTruthy()
  bridge.push('doctor:changed', { revision: 2, checkId: 'check', isDone: true, steps })
  expect(await within(dialog).findByText('1 problem found.')).toBeTruthy()
  // Another dialog's check is not shown here.
  bridge.push('doctor:changed', { revision: 3, checkId: 'other', isDone: true, steps: [] })
  await waitFor(() => expect(within(dialog).queryByText('1 problem found.')).toBeNull())
  await userEvent.click(within(dialog).getAllByRole('button', { name: 'Close' })[0] as HTMLElement)
  await waitFor(() => expect(bridge.callsOf('doctor:stop')).toHaveLength(1))
})

it('checks what is typed once, after a pause', async () => {
  const bridge = renderWithBridge(<ConnectionsSection />)
  await userEvent.click(await screen.findByRole('button', { name: 'Add custom endpoint…' }))
  const dialog = await screen.findByRole('dialog')
  const change = (label: string, value: string) =>
    fireEvent.change(within(dialog).getByLabelText(label), { target: { value } })
  // No timer can fire between these, however slow the machine is.
  change('S3 address', 'http://127.0.0.1')
  change('S3 address', 'http://127.0.0.1:9000')
  change('SQS address', 'http://127.0.0.1:9324')
  await waitFor(() => expect(bridge.callsOf('doctor:start').length).toBeGreaterThan(0), { timeout: 3_000 })
  expect(bridge.callsOf('doctor:start')).toHaveLength(1)
  expect(bridge.callsOf('doctor:start')[0]).toMatchObject({
    subject: {
      kind: 'draft',
      draft: { s3Endpoint: 'http://127.0.0.1:9000', sqsEndpoint: 'http://127.0.0.1:9324' },
      edited: null,
    },
    mayAsk: false,
  })
})
