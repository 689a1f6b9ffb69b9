import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { noJobs } from '../../../shared/jobs/job-state.ts'
import type { DeadLetter, DeadLetterQueue } from '../../../shared/queues/dead-letters.ts'
import { deadLetter, deadLetterQueue, deadLettersSnapshot } from '../../testing/dead-letter-samples.ts'
import type { Handlers } from '../../testing/fake-bridge.ts'
import { Leaving } from '../../testing/leaving.tsx'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { useCommandKeys } from '../../ui/commands/command-keys.ts'
import { runCommand } from '../../ui/commands/commands.ts'
import { ViewContext, type View } from '../../ui/view/view.ts'
import { DeadLettersView } from './dead-letters-view.tsx'

const show = vi.fn<(next: View) => void>()

function Keys() {
  useCommandKeys()
  return null
}

function open(
  deadLetters: readonly DeadLetter[],
  queues: readonly DeadLetterQueue[] = [deadLetterQueue()],
  more: Handlers = {},
) {
  const view = { kind: 'dead-letters', queue: 'thumbnails' } as const
  return renderWithBridge(
    <ViewContext value={{ view, queue: 'thumbnails', show }}>
      <Leaving>
        <Keys />
        <DeadLettersView
          connectionId="local"
          queue="thumbnails"
          approximate={false}
          preview={(source) => <p>Preview of {JSON.stringify(source)}</p>}
        />
      </Leaving>
    </ViewContext>,
    {
      'dead-letters:describe': () => [...queues],
      'dead-letters:list': () => deadLettersSnapshot(deadLetters),
      'dead-letters:receive': () => ({ received: 1 }),
      'dead-letters:submit-again': ({ deadLetters: some }) => ({ done: some.length, failed: 0 }),
      'dead-letters:remove': ({ ids }) => ({ done: ids.length, failed: 0 }),
      'dead-letters:keep': () => ({ done: 1, failed: 0 }),
      ...more,
    },
  )
}

const button = (name: string | RegExp): HTMLElement => screen.getByRole('button', { name })

it('shows what is known before receiving anything', async () => {
  const bridge = open(
    [],
    [
      deadLetterQueue({
        sources: [
          { queue: 'a', maxReceives: 3 },
          { queue: 'b', maxReceives: null },
        ],
      }),
    ],
  )
  expect(await screen.findByText('7')).toBeDefined()
  expect(screen.getByText('a after 3 receives, b')).toBeDefined()
  expect(screen.getByText('14 days')).toBeDefined()
  expect(bridge.callsOf('dead-letters:receive')).toEqual([])
})

it('previews the payload of the open message, if it points to one', async () => {
  open([deadLetter(), deadLetter({ id: 'letter-2', messageId: 'message-2', fields: {}, key: null })])
  const source = {
    kind: 'dead-letter',
    queue: 'thumbnails',
    name: 'thumbnails-dead',
    deadLetterId: 'letter-1',
  }
  expect(await screen.findByText(`Preview of ${JSON.stringify(source)}`)).toBeDefined()
  await userEvent.click(screen.getByText('message-2'))
  expect(screen.queryByText(/^Preview of/)).toBeNull()
})

it('says that other sources may be hidden', async () => {
  open([], [deadLetterQueue({ allSources: false })])
  expect(await screen.findByText('thumbnails-pending after 3 receives, and perhaps others')).toBeDefined()
})

it('offers to set up a dead-letter queue if there is none', async () => {
  open([], [])
  await userEvent.click(await screen.findByRole('button', { name: 'Set up a dead-letter queue…' }))
  expect(show).toHaveBeenCalledWith({ kind: 'queue-settings', queue: 'thumbnails' })
})

it('explains what receiving does before it receives', async () => {
  const bridge = open([])
  await userEvent.click(await screen.findByRole('button', { name: 'Receive to inspect…' }))
  const dialog = await screen.findByRole('dialog', { name: 'Receive to inspect' })
  expect(dialog.textContent).toContain('counts as a receive')
  expect(dialog.textContent).toContain('hides the message from everyone else')
  expect(bridge.callsOf('dead-letters:receive')).toEqual([])
  await userEvent.click(within(dialog).getByRole('radio', { name: /Up to 10/ }))
  await userEvent.click(within(dialog).getByRole('button', { name: 'Receive' }))
  expect(bridge.callsOf('dead-letters:receive')).toEqual([
    { queue: 'thumbnails', name: 'thumbnails-dead', max: 10 },
  ])
})

it('resubmits one message unchanged', async () => {
  const bridge = open([deadLetter()])
  expect((await screen.findAllByText('page-07')).length).toBeGreaterThan(0)
  expect(screen.getByText('4 receives, this one included')).toBeDefined()
  await userEvent.click(button('Submit again'))
  expect(bridge.callsOf('dead-letters:submit-again')).toEqual([
    {
      queue: 'thumbnails',
      name: 'thumbnails-dead',
      deadLetters: [{ id: 'letter-1', body: null, attributes: null }],
    },
  ])
})

it('resubmits an edited selection', async () => {
  const bridge = open([
    deadLetter(),
    deadLetter({ id: 'letter-2', messageId: 'message-2', fields: { name: 'page-08' } }),
  ])
  await userEvent.click(await screen.findByRole('button', { name: 'Edit…' }))
  const dialog = await screen.findByRole('dialog', { name: 'Edit and submit again' })
  await waitFor(() => expect(bridge.callsOf('dead-letters:keep')).toHaveLength(1))
  const body = within(dialog).getByRole<HTMLTextAreaElement>('textbox', { name: 'Message body' })
  await userEvent.clear(body)
  await userEvent.paste('{ "name": ')
  expect(within(dialog).getByText('This is not valid JSON.')).toBeDefined()
  expect(within(dialog).getByRole('button', { name: 'Submit again' })).toHaveProperty('disabled', true)
  await userEvent.paste('"fixed" }')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Remove attribute 1' }))
  await userEvent.click(within(dialog).getByRole('button', { name: 'Keep for later' }))
  expect(await screen.findByText('edited')).toBeDefined()
  await userEvent.click(screen.getByRole('checkbox', { name: 'Select all' }))
  // When the user comes back, the edit and the selection are still there.
  await userEvent.click(button('Leave'))
  await userEvent.click(button('Return'))
  expect(await screen.findByText('edited')).toBeDefined()
  expect(screen.getByText('Only for this message:')).toBeDefined()
  const bar = screen.getByRole('toolbar', { name: 'Selected messages' })
  await userEvent.click(within(bar).getByRole('button', { name: 'Submit again' }))
  expect(bridge.callsOf('dead-letters:submit-again')).toMatchObject([
    {
      deadLetters: [
        { id: 'letter-1', body: '{ "name": "fixed" }', attributes: [] },
        { id: 'letter-2', body: null, attributes: null },
      ],
    },
  ])
})

it("deletes only after the user has typed the queue's name", async () => {
  const bridge = open([deadLetter()])
  await userEvent.click(await screen.findByRole('button', { name: 'Delete…' }))
  const dialog = await screen.findByRole('dialog', { name: 'Delete page-07?' })
  const confirm = within(dialog).getByRole('button', { name: 'Delete' })
  const typed = within(dialog).getByRole('textbox', { name: 'Type thumbnails-dead to confirm' })
  await userEvent.type(typed, 'thumbnails-dea')
  expect(confirm).toHaveProperty('disabled', true)
  await userEvent.type(typed, 'd')
  await userEvent.click(confirm)
  expect(bridge.callsOf('dead-letters:remove')).toEqual([
    { queue: 'thumbnails', name: 'thumbnails-dead', ids: ['letter-1'], confirmed: 'thumbnails-dead' },
  ])
})

it('names the other queues that share it before emptying it', async () => {
  const sources = [
    { queue: 'thumbnails-pending', maxReceives: 3 },
    { queue: 'ocr-pending', maxReceives: null },
  ]
  open([], [deadLetterQueue({ sources })])
  await userEvent.click(await screen.findByRole('button', { name: 'More' }))
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Delete all…' }))
  const dialog = await screen.findByRole('dialog', { name: 'Delete all dead letters?' })
  expect(dialog.textContent).toContain('thumbnails-pending, ocr-pending')
})

it('shows the progress of resubmitting everything, and can cancel it', async () => {
  const bridge = open([])
  await screen.findByText('7')
  const running = {
    by: 'server',
    state: 'running',
    moved: 120,
    total: 300,
    startedAt: 0,
    error: null,
  } as const
  bridge.push('dead-letters:changed', deadLettersSnapshot([], running, 2))
  expect(await screen.findByText('Submitting all again · 120 of 300 · on the server')).toBeDefined()
  // The button keeps the focus, so it is not disabled, but it does nothing.
  expect(button('Submit all again…').getAttribute('aria-disabled')).toBe('true')
  await userEvent.click(button('Submit all again…'))
  expect(screen.queryByRole('alertdialog')).toBeNull()
  await userEvent.click(button('Cancel'))
  expect(bridge.callsOf('dead-letters:cancel')).toEqual([{ queue: 'thumbnails', name: 'thumbnails-dead' }])
  bridge.push('dead-letters:changed', deadLettersSnapshot([], { ...running, state: 'cancelled' }, 3))
  expect(
    await screen.findByText(/^Cancelled after 120 messages of 300\. The others are still here\./),
  ).toBeDefined()
})

it('reads the counts again after an action', async () => {
  const depth = { visible: 61, inFlight: 1, delayed: 0 }
  const queues = [deadLetterQueue({ depth })]
  const bridge = open([deadLetter()], queues, { 'dead-letters:describe': () => [...queues] })
  await screen.findByText('61')
  await screen.findByRole('table')
  queues[0] = deadLetterQueue({ depth: { ...depth, visible: 21, inFlight: 0 } })
  const done = { by: 'server', state: 'done', moved: 5, total: 6, startedAt: 0, error: null } as const
  bridge.push('dead-letters:changed', deadLettersSnapshot([deadLetter()], done, 2))
  expect(await screen.findByText('21')).toBeDefined()
  queues[0] = deadLetterQueue({ depth: { ...depth, visible: 22, inFlight: 0 } })
  bridge.push('dead-letters:changed', deadLettersSnapshot([], done, 3))
  expect(await screen.findByText('22')).toBeDefined()
  expect(bridge.callsOf('dead-letters:describe')).toHaveLength(3)
})

it('says that there are no dead letters if the counts are exact', async () => {
  open([], [deadLetterQueue({ depth: { visible: 0, inFlight: 0, delayed: 0 } })])
  expect(await screen.findByText('No dead letters')).toBeDefined()
  expect(screen.queryByText('No message received')).toBeNull()
})

it('warns before submitting everything that received messages are left out', async () => {
  open([deadLetter()])
  await screen.findByRole('table')
  await userEvent.click(button('Submit all again…'))
  const dialog = await screen.findByRole('alertdialog')
  expect(dialog.textContent).toContain('Put them back first to include them.')
})

it('says, after the server has moved dead letters, that some dead jobs may be back in the queue', async () => {
  const counts = { ...noJobs(), dead: 2 }
  const bridge = open([], [deadLetterQueue()], {
    'jobs:counts': () => ({ revision: 1, queues: [{ connectionId: 'local', queue: 'thumbnails', counts }] }),
  })
  await screen.findByText('Show 2 jobs')
  const done = { by: 'server', state: 'done', moved: 5, total: 7, startedAt: 0, error: null } as const
  bridge.push('dead-letters:changed', deadLettersSnapshot([], done, 2))
  const unsure = 'SQS does not report which. Some of the 2 jobs still shown as dead may be back in the queue.'
  const newIds = 'Moved messages have new ids, so their results show under Files.'
  expect(await screen.findByText(`All submitted again: 5 messages. ${unsure} ${newIds}`)).toBeDefined()
  // The app has recorded the messages that it has moved itself, so there is no doubt.
  bridge.push('dead-letters:changed', deadLettersSnapshot([], { ...done, by: 'app' }, 3))
  expect(await screen.findByText('All submitted again: 5 messages.')).toBeDefined()
})

it('only offers to delete a message that was resubmitted but is still in the queue', async () => {
  open([deadLetter({ sentAs: 'message-9' })])
  expect(await screen.findByText('Sent again, but not deleted here')).toBeDefined()
  expect(button('Delete this copy')).toBeDefined()
  expect(button('Edit…')).toHaveProperty('disabled', true)
})

it('searches the received messages with the keyboard, and deselects messages that are filtered out', async () => {
  open([deadLetter({ id: 'a', body: '{"page":7}' }), deadLetter({ id: 'b', body: '{"page":8}' })])
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Select all' }))
  expect(screen.getByText('2 selected')).toBeTruthy()
  act(() => void runCommand('find'))
  await userEvent.keyboard('page":8')
  expect(await screen.findByText('1 selected')).toBeTruthy()
  expect(screen.getAllByRole('row')).toHaveLength(2)
})

it('selects with Ctrl+A, Ctrl and Shift, and moves with J and K, like the list of jobs', async () => {
  open(['a', 'b', 'c', 'd'].map((id) => deadLetter({ id, fields: { name: `page-${id}` } })))
  await screen.findByRole('table')
  const user = userEvent.setup()
  await user.keyboard('{Control>}a{/Control}')
  expect(screen.getByText('4 selected')).toBeTruthy()
  await user.click(screen.getByRole('checkbox', { name: 'Select all' }))
  await user.keyboard('{Control>}')
  await user.click(button('page-a'))
  await user.keyboard('{/Control}{Shift>}')
  await user.click(screen.getByRole('checkbox', { name: 'Select page-c' }))
  await user.keyboard('{/Shift}')
  expect(screen.getByText('3 selected')).toBeTruthy()
  expect(screen.getByRole('checkbox', { name: 'Select page-d' })).toHaveProperty('checked', false)
  await user.keyboard('jj')
  expect(button('page-c').getAttribute('aria-pressed')).toBe('true')
  await user.keyboard('k')
  expect(button('page-b').getAttribute('aria-pressed')).toBe('true')
  expect(screen.getByText('3 selected')).toBeTruthy()
})

it('rereads the queues on F5', async () => {
  const bridge = open([deadLetter()])
  await screen.findByRole('table')
  const before = bridge.callsOf('dead-letters:describe').length
  act(() => void runCommand('refresh'))
  await waitFor(() => expect(bridge.callsOf('dead-letters:describe')).toHaveLength(before + 1))
})
