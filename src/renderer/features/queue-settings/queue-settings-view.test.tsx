import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import type { SqsQueueSettings } from '../../../shared/queues/queue-settings.ts'
import { sqsQueueSettings } from '../../testing/dead-letter-samples.ts'
import { FailedReply, type Handlers } from '../../testing/fake-bridge.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { undoLast } from '../../ui/feedback/undo-toast.ts'
import { openAt } from '../../ui/view/view-anchor.ts'
import { ViewContext, type View } from '../../ui/view/view.ts'
import { QueueSettingsView } from './queue-settings-view.tsx'

function open(queues: readonly SqsQueueSettings[], handlers: Handlers = {}, approximate = true) {
  const view = { kind: 'queue-settings', queue: 'thumbnails' } as const
  return renderWithBridge(
    <ViewContext value={{ view, queue: 'thumbnails', show: vi.fn<(next: View) => void>() }}>
      <QueueSettingsView connectionId="local" queue="thumbnails" approximate={approximate} />
    </ViewContext>,
    { 'queue-settings:read': () => [...queues], ...handlers },
  )
}

it('shows the settings of each queue, and which ones cannot be read', async () => {
  const message =
    'The settings of thumbnails-completed cannot be read: these access keys lack sqs:GetQueueAttributes.'
  const error = { code: 'ACCESS_DENIED', message, hint: '', retryable: false } as const
  open([
    sqsQueueSettings({ policy: '{"Statement":[{"Effect":"Allow"}]}', tags: [{ name: 'team', value: 'a' }] }),
    sqsQueueSettings({ name: 'thumbnails-completed', status: 'completed', error }),
  ])
  expect(await screen.findByText('≈12 waiting, ≈2 in flight')).toBeDefined()
  expect(screen.getByText('4 days')).toBeDefined()
  expect(screen.getByText('1 statement')).toBeDefined()
  expect(screen.getByText('team = a')).toBeDefined()
  expect(screen.getByText(message)).toBeDefined()
})

it('asks for a dead-letter queue at once, but only if the user came for that', async () => {
  openAt('dead-letter-setup')
  open([sqsQueueSettings()])
  const dialog = await screen.findByRole('dialog', { name: 'Set up a dead-letter queue' })
  expect(within(dialog).getByRole('checkbox', { name: 'thumbnails-pending', checked: true })).toBeDefined()
  cleanup()
  open([sqsQueueSettings()])
  await screen.findByRole('button', { name: 'Set up a dead-letter queue…' })
  expect(screen.queryByRole('dialog')).toBeNull()
})

it('changes a setting after explaining the effect, and keeps an error in the dialog', async () => {
  let fails = true
  const bridge = open([sqsQueueSettings()], {
    'queue-settings:change': () => {
      if (fails) throw new FailedReply({ code: 'ACCESS_DENIED', message: 'Denied.' })
      return null
    },
  })
  await userEvent.click(
    await screen.findByRole('button', { name: 'Change the retention of thumbnails-pending' }),
  )
  const dialog = await screen.findByRole('dialog', { name: 'Retention of thumbnails-pending' })
  const value = within(dialog).getByRole('textbox', { name: 'New value' })
  const change = within(dialog).getByRole('button', { name: 'Change' })
  expect(change).toHaveProperty('disabled', true)
  await userEvent.clear(value)
  await userEvent.type(value, '1')
  expect(within(dialog).getByText('4 days → 1 day')).toBeDefined()
  expect(dialog.textContent).toContain('including those already in the queue')
  await userEvent.click(change)
  expect(await within(dialog).findByText('Denied.')).toBeDefined()
  fails = false
  await userEvent.click(change)
  expect(bridge.callsOf('queue-settings:change').at(-1)).toEqual({
    queue: 'thumbnails',
    name: 'thumbnails-pending',
    change: { retention: 86_400 },
  })
})

it('sets up a dead-letter queue after showing what will be created and changed', async () => {
  const bridge = open(
    [sqsQueueSettings(), sqsQueueSettings({ name: 'thumbnails-completed', status: 'completed' })],
    {
      'queue-settings:add-dead-letters': () => ({ name: 'thumbnails-dead' }),
    },
  )
  await userEvent.click(await screen.findByRole('button', { name: 'Set up a dead-letter queue…' }))
  const dialog = await screen.findByRole('dialog', { name: 'Set up a dead-letter queue' })
  expect(dialog.textContent).toContain(
    'thumbnails-pending: redrive policy none → thumbnails-dead after 3 receives',
  )
  await userEvent.click(within(dialog).getByRole('button', { name: 'Set up' }))
  expect(bridge.callsOf('queue-settings:add-dead-letters')).toEqual([
    { queue: 'thumbnails', statuses: ['pending'], maxReceives: 3 },
  ])
})

const plan = { name: 'thumbnails-pending', depth: { visible: 12, inFlight: 2, delayed: 0 }, restorable: 5 }

it('purges after the name has been typed, and undoes the purge', async () => {
  const bridge = open([sqsQueueSettings()], {
    'queue-settings:plan-purge': () => ({ ...plan, possibleAt: null }),
    'queue-settings:purge': () => ({ undoId: 'u', restorable: 5 }),
    'queue-settings:undo-purge': () => ({ restored: 5, failed: 0, error: null }),
  })
  await userEvent.click(await screen.findByRole('button', { name: 'Purge…' }))
  const dialog = await screen.findByRole('dialog', { name: 'Purge thumbnails-pending?' })
  expect(
    await within(dialog).findByText(
      /Undo can send 5 jobs from this computer again, with new ids, until Remotejob is closed/,
    ),
  ).toBeDefined()
  expect(dialog.textContent).toContain('Messages from others cannot be restored')
  const purge = within(dialog).getByRole('button', { name: 'Purge' })
  expect(purge).toHaveProperty('disabled', true)
  await userEvent.type(within(dialog).getByRole('textbox'), 'thumbnails-pending')
  await userEvent.click(purge)
  expect(bridge.callsOf('queue-settings:purge')).toEqual([
    { queue: 'thumbnails', status: 'pending', confirmed: 'thumbnails-pending' },
  ])
  await userEvent.click(await screen.findByRole('button', { name: 'Undo' }))
  expect(await screen.findByText('5 jobs sent to thumbnails-pending again')).toBeDefined()
  expect(bridge.callsOf('queue-settings:undo-purge')).toEqual([{ undoId: 'u' }])
})

it.each([
  ['marks approximate counts', true, '≈12 waiting, ≈2 held by workers, and ≈0 delayed'],
  ['states exact counts', false, 'all messages: 12 waiting, 2 held by workers, and 0 delayed'],
] as const)('%s before a purge', async (_, approximate, counts) => {
  open(
    [sqsQueueSettings()],
    { 'queue-settings:plan-purge': () => ({ ...plan, possibleAt: null }) },
    approximate,
  )
  await userEvent.click(await screen.findByRole('button', { name: 'Purge…' }))
  const dialog = await screen.findByRole('dialog', { name: 'Purge thumbnails-pending?' })
  await within(dialog).findByText(/waiting/)
  expect(dialog.textContent).toContain(counts)
})

it('undoes a purge with Ctrl+Z too, and still offers Undo when the user comes back', async () => {
  open([sqsQueueSettings()], {
    'queue-settings:plan-purge': () => ({ ...plan, possibleAt: null }),
    'queue-settings:purge': () => ({ undoId: 'u2', restorable: 5 }),
  })
  await userEvent.click(await screen.findByRole('button', { name: 'Purge…' }))
  const dialog = await screen.findByRole('dialog', { name: 'Purge thumbnails-pending?' })
  await userEvent.type(within(dialog).getByRole('textbox'), 'thumbnails-pending')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Purge' }))
  await screen.findByRole('button', { name: 'Undo' })
  cleanup()
  const bridge = open([sqsQueueSettings()], {
    'queue-settings:undo-purge': () => ({ restored: 5, failed: 0, error: null }),
  })
  expect(await screen.findByRole('button', { name: 'Undo' })).toBeTruthy()
  expect(undoLast()).toBe(true)
  await waitFor(() => expect(bridge.callsOf('queue-settings:undo-purge')).toEqual([{ undoId: 'u2' }]))
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull())
})

it('says when the next purge is possible', async () => {
  open([sqsQueueSettings()], {
    'queue-settings:plan-purge': () => ({ ...plan, possibleAt: Date.now() + 42_000 }),
  })
  await userEvent.click(await screen.findByRole('button', { name: 'Purge…' }))
  const dialog = await screen.findByRole('dialog', { name: 'Purge thumbnails-pending?' })
  expect(await within(dialog).findByText(/Try again in \d+ s/)).toBeDefined()
  await userEvent.type(within(dialog).getByRole('textbox'), 'thumbnails-pending')
  expect(within(dialog).getByRole('button', { name: 'Purge' })).toHaveProperty('disabled', true)
})
