import '../../testing/fake-layout.ts'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import type { Handlers } from '../../testing/fake-bridge.ts'
import { FakeJobs, jobRow } from '../../testing/fake-jobs.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { claim } from '../../testing/samples.ts'
import { QueueJobs } from './queue-jobs.tsx'

const mine = jobRow({ id: 5, name: 'invoice.pdf', state: 'mine', step: 'claimed', claimId: 'c1' })
const held = claim({ id: 'c1', fields: { name: 'invoice.pdf' }, fileName: 'invoice.pdf' })
const row = (name: RegExp): Promise<HTMLElement> => screen.findByRole('row', { name })
const panel = (name: string) => screen.findByRole('region', { name: `Job ${name}` })

function show(handlers: Handlers) {
  const jobs = new FakeJobs([mine])
  const page = <QueueJobs connectionId="local" queue="thumbnails" />
  return { bridge: renderWithBridge(page, { ...jobs.handlers(), ...handlers }) }
}

it('a claimed job is red with the reason after a failed save, and saves again', async () => {
  const error = {
    code: 'DISK_FULL',
    message: 'The disk is full.',
    hint: 'Free some.',
    retryable: true,
  } as const
  const failed = { ...held, error }
  const { bridge } = show({ 'claims:list': () => ({ revision: 1, claims: [failed] }) })
  const shown = await row(/invoice\.pdf/)
  await waitFor(() => expect(shown.textContent).toContain('Mine, failed'))
  expect(within(shown).getByText('The disk is full.')).toBeTruthy()
  expect(within(shown).queryByTitle('Its lease is renewed.')).toBeNull()
  await userEvent.click(shown)
  const note = await within(await panel('invoice.pdf')).findByRole('alert')
  expect(note.textContent).toContain('Free some.')
  await userEvent.click(within(note).getByRole('button', { name: 'Save & open' }))
  await userEvent.click(within(note).getByRole('button', { name: 'Try again' }))
  expect(bridge.callsOf('claims:save')).toHaveLength(2)
})
