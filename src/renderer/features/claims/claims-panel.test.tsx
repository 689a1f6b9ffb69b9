import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Claim } from '../../../shared/claims.ts'
import type { Handlers } from '../../testing/fake-bridge.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { claim, transfer, transfersSnapshot } from '../../testing/samples.ts'
import { ClaimsPanel } from './claims-panel.tsx'

const token = '0a3b0f6e-93a1-4a0e-8e0a-5a6f0c9d7b11'

beforeEach(() => {
  // jsdom has no layout, and a list without height renders no rows.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600)
})

function show(claims: readonly Claim[], handlers: Handlers = {}) {
  return renderWithBridge(<ClaimsPanel queue="thumbnails" />, {
    'claims:list': () => ({ revision: 1, claims: [...claims] }),
    ...handlers,
  })
}

const held = claim({ id: 'c1' })
const lost = claim({
  id: 'c1',
  lease: {
    ...held.lease,
    state: 'lost',
    error: {
      code: 'LEASE_LOST',
      message: 'The computer slept for 4 min.',
      hint: 'Its files can still be saved.',
      retryable: false,
    },
  },
})
const foreign = claim({
  id: 'c1',
  bucket: 'somebody-elses',
  payload: null,
  messageError: {
    code: 'MESSAGE_FOREIGN_BUCKET',
    message: 'The message names another bucket.',
    hint: 'Read from it only if you trust it.',
    retryable: false,
  },
})

function recovered(overrides: Partial<Claim>): Claim {
  return claim({ id: 'c1', phase: 'recovered', ...overrides })
}

async function choose(...names: readonly string[]) {
  for (const name of names)
    await userEvent.click(await screen.findByRole('checkbox', { name: `Select ${name}` }))
  return within(await screen.findByRole('toolbar', { name: 'Selected jobs' }))
}

const last = claim({ id: 'c1', deadLetter: { queue: 'thumbnails-dead', maxReceives: 3 }, receivedCount: 3 })

describe('a claim that was received as often as its queue allows', () => {
  it('warns, and is released only after a question', async () => {
    const bridge = show([last])
    expect(await screen.findByText('This is the last time that anybody receives this job.')).toBeDefined()
    await userEvent.click(screen.getByRole('button', { name: 'Release' }))
    expect(bridge.callsOf('claims:release')).toEqual([])
    const dialog = await screen.findByRole('alertdialog')
    expect(dialog.textContent).toContain('dead-letter queue thumbnails-dead')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Release' }))
    expect(bridge.callsOf('claims:release')).toEqual([{ claimId: 'c1' }])
  })

  it('is asked about among others, too', async () => {
    const claims = [{ ...last, fields: { name: 'one' } }, claim({ id: 'c2', fields: { name: 'two' } })]
    const bridge = show(claims, { 'claims:bulk': () => ({ failed: [] }) })
    const bar = await choose('one', 'two')
    await userEvent.click(bar.getByRole('button', { name: 'Release' }))
    expect(bridge.callsOf('claims:bulk')).toEqual([])
    const dialog = await screen.findByRole('alertdialog', { name: 'Release 2 jobs?' })
    expect(dialog.textContent).toContain('1 of them')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Release' }))
    expect(bridge.callsOf('claims:bulk')).toEqual([{ claimIds: ['c1', 'c2'], action: 'release' }])
  })
})

it('neither completes nor starts a damaged message', async () => {
  const messageError = { code: 'CHECKSUM_MISMATCH', message: 'Damaged.', hint: '', retryable: false } as const
  show([claim({ id: 'c1', bucket: null, key: null, status: 'pending', payload: null, messageError })])
  for (const name of ['Complete…', 'Start']) {
    expect((await screen.findByRole<HTMLButtonElement>('button', { name })).disabled).toBe(true)
  }
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Release' }).disabled).toBe(false)
})

it('says that a message has entries that are not opened', async () => {
  show([claim({ id: 'c1', format: 'S3 event, the first of 3 objects', unopened: 2 })])
  expect(await screen.findByText('This message has 2 more entries. Only one is opened here.')).toBeDefined()
})

describe('the original message', () => {
  it('is shown in full on demand, and can be saved', async () => {
    const bridge = show([claim({ id: 'c1', rawBody: '{"a', bodyLength: 9_000 })], {
      'claims:message': () => ({ text: '{"all":1.10}' }),
      'claims:save-message': () => ({ fileName: 'a.json' }),
    })
    await userEvent.click(await screen.findByText('Original message'))
    await userEvent.click(screen.getByRole('button', { name: 'Show all 9,000 characters' }))
    expect(await screen.findByText('{"all":1.10}')).toBeDefined()
    await userEvent.click(screen.getByRole('button', { name: 'Save message as…' }))
    expect(bridge.callsOf('claims:save-message')).toEqual([{ claimId: 'c1' }])
  })

  it('is named if it came from another program, and its attributes are shown', async () => {
    const attributes = [{ name: 'traceparent', type: 'String', value: '00-0af7' }]
    show([claim({ id: 'c1', format: 'S3 event', attributes })])
    expect(await screen.findByText('S3 event')).toBeDefined()
    expect(screen.getByTitle('Message attribute, String').textContent).toBe('traceparent')
    expect(screen.getByText('00-0af7')).toBeDefined()
  })
})

describe('a held claim', () => {
  it('is saved and acknowledged with the primary button', async () => {
    const bridge = show([held])
    await userEvent.click(await screen.findByRole('button', { name: 'Save & acknowledge' }))
    expect(bridge.callsOf('claims:save-and-acknowledge')).toEqual([{ claimId: 'c1' }])
  })

  it('asks before deleting a message whose payload was not saved', async () => {
    const bridge = show([held])
    await userEvent.click(await screen.findByRole('button', { name: 'Acknowledge…' }))
    expect(bridge.callsOf('claims:acknowledge')).toEqual([])
    const dialog = await screen.findByRole('alertdialog')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Acknowledge' }))
    expect(bridge.callsOf('claims:acknowledge')).toEqual([{ claimId: 'c1' }])
  })

  it('is acknowledged without a question after it was saved', async () => {
    const bridge = show([claim({ id: 'c1', saved: { fileName: 'cat.jpg', folder: '/home/ada' } })])
    await userEvent.click(await screen.findByRole('button', { name: 'Acknowledge' }))
    expect(bridge.callsOf('claims:acknowledge')).toEqual([{ claimId: 'c1' }])
  })

  it('warns if the job was received before', async () => {
    show([claim({ receivedCount: 3 })])
    expect(
      await screen.findByText('Received 3 times, so another worker may have had it before.'),
    ).toBeDefined()
  })

  it('handles the keys of the tooltips, on its row only', async () => {
    const bridge = show([held])
    await screen.findByRole('row', { name: /Cat Montage/ })
    await userEvent.type(screen.getByRole('searchbox'), 'cats{Backspace}')
    expect(bridge.callsOf('claims:save')).toEqual([])
    screen.getByRole('row', { name: /Cat Montage/ }).focus()
    await userEvent.keyboard('s')
    await userEvent.keyboard('r')
    expect(bridge.callsOf('claims:save')).toEqual([{ claimId: 'c1', where: 'folder' }])
    expect(bridge.callsOf('claims:release')).toEqual([{ claimId: 'c1' }])
  })
})

describe('the keyboard', () => {
  it('moves through the list and into the inspector', async () => {
    show([held, claim({ id: 'c2', fields: { name: 'Dog' } }), claim({ id: 'c3', fields: { name: 'Owl' } })])
    const first = await screen.findByRole('row', { name: /Cat Montage/ })
    expect(first.tabIndex).toBe(0)
    first.focus()
    await userEvent.keyboard('{ArrowDown}')
    await waitFor(() => {
      expect(document.activeElement).toBe(screen.getByRole('row', { name: /Dog/ }))
    })
    await userEvent.keyboard('{End}')
    await waitFor(() => {
      expect(document.activeElement).toBe(screen.getByRole('row', { name: /Owl/ }))
    })
    await userEvent.keyboard('{Enter}')
    expect(document.activeElement).toBe(screen.getByRole('region', { name: 'Job Owl' }))
  })
})

describe('a lost claim', () => {
  it('shows the reason and the remaining actions', async () => {
    const bridge = show([held])
    await screen.findByRole('button', { name: 'Save & acknowledge' })
    bridge.push('claims:changed', { since: 1, revision: 2, claims: [lost], removed: [] })
    expect((await screen.findByRole('alert')).textContent).toContain(
      'The computer slept for 4 min.Its files can still be saved.',
    )
    const inspector = within(screen.getByRole('region', { name: 'Job Cat Montage' }))
    for (const name of ['Save & acknowledge', 'Acknowledge…', 'Complete…', 'Start']) {
      expect(inspector.queryByRole('button', { name })).toBeNull()
    }
    for (const name of ['Acknowledge', 'Release']) {
      const button = inspector.getByRole('button', { name })
      expect(button).toHaveProperty('disabled', true)
      expect(button.title).toBe('Its lease has expired. Another worker may have the job.')
    }
    await userEvent.click(inspector.getByRole('button', { name: 'Save as…' }))
    await userEvent.click(inspector.getByRole('button', { name: 'Dismiss' }))
    expect(bridge.callsOf('claims:save')).toEqual([{ claimId: 'c1', where: 'ask' }])
    expect(bridge.callsOf('claims:dismiss')).toEqual([{ claimId: 'c1' }])
  })
})

describe('a claim of the previous session', () => {
  it('waits for its connection, with all actions disabled', async () => {
    show([recovered({ phase: 'waiting' })])
    expect(await screen.findByText('Held before the restart. Waiting for its connection.')).toBeDefined()
    const inspector = within(screen.getByRole('region', { name: 'Job Cat Montage' }))
    for (const name of ['Save & acknowledge', 'Complete…', 'Acknowledge…', 'Release']) {
      expect(inspector.getByRole('button', { name })).toHaveProperty('disabled', true)
    }
  })

  it('is still held, and shows whether it was saved', async () => {
    show([recovered({ saved: { fileName: 'cat.jpg', folder: '/d' } })])
    expect(await screen.findByText('Still yours after the restart.')).toBeDefined()
    expect(screen.getByText(/It is already saved as cat.jpg/)).toBeDefined()
    expect(screen.getByRole('button', { name: 'Save & acknowledge' })).toHaveProperty('disabled', false)
  })

  it('warns of a duplicate delivery', async () => {
    show([claim({ id: 'c1', duplicate: { jobId: 'other', is: 'held', at: 0 } })])
    expect(await screen.findByText('This job was sent twice.')).toBeDefined()
  })
})

describe('several claims', () => {
  const many = ['c1', 'c2', 'c3'].map((id) => claim({ id, fields: { name: id } }))
  const over = claim({ id: 'c4', fields: { name: 'c4' }, outcome: 'released' })

  it('are saved and acknowledged, or released, together', async () => {
    const bridge = show([...many, over], { 'claims:bulk': () => ({ failed: [] }) })
    const bar = await choose('c1', 'c3')
    expect(bar.getByText('2 selected')).toBeDefined()
    await userEvent.click(bar.getByRole('button', { name: 'Save & acknowledge' }))
    await waitFor(() => expect(screen.queryByRole('toolbar')).toBeNull())
    const again = await choose('c2')
    await userEvent.click(again.getByRole('button', { name: 'Select all 3' }))
    await userEvent.click(again.getByRole('button', { name: 'Release' }))
    expect(bridge.callsOf('claims:bulk')).toEqual([
      { claimIds: ['c1', 'c3'], action: 'save-and-acknowledge' },
      { claimIds: ['c1', 'c2', 'c3'], action: 'release' },
    ])
  })

  it('are acknowledged after a question; failed ones stay selected', async () => {
    const error = { code: 'LEASE_LOST' as const, message: 'Gone.', hint: '', retryable: false }
    const bridge = show(many, { 'claims:bulk': () => ({ failed: [{ claimId: 'c2', error }] }) })
    const bar = await choose('c1', 'c2')
    await userEvent.click(bar.getByRole('button', { name: 'Acknowledge…' }))
    expect(bridge.callsOf('claims:bulk')).toEqual([])
    const dialog = await screen.findByRole('alertdialog')
    expect(dialog.textContent).toContain('None of them was saved here')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Acknowledge' }))
    expect(await screen.findByText('1 selected')).toBeDefined()
    expect(bridge.callsOf('claims:bulk')).toEqual([{ claimIds: ['c1', 'c2'], action: 'acknowledge' }])
  })
})

describe('a claim whose message names a foreign bucket', () => {
  it('shows the bucket and asks before reading from it', async () => {
    const bridge = show([foreign])
    expect(screen.queryByRole('button', { name: 'Save & acknowledge' })).toBeNull()
    await userEvent.click(await screen.findByRole('button', { name: 'Read from this bucket…' }))
    expect(bridge.callsOf('claims:allow-bucket')).toEqual([])
    const dialog = await screen.findByRole('alertdialog', { name: 'Read from somebody-elses?' })
    await userEvent.click(within(dialog).getByRole('button', { name: 'Read from this bucket' }))
    expect(bridge.callsOf('claims:allow-bucket')).toEqual([{ claimId: 'c1' }])
  })
})

describe('completing', () => {
  it('collects files, names and fields, and shows the steps', async () => {
    const bridge = show([held], {
      'files:choose': () => ({
        files: [{ token, name: 'thumb.png', kind: 'file', size: 91_000, files: 1 }],
        refused: [],
        moreRefused: 0,
        leftOut: { systemFiles: 0, links: 0 },
      }),
      'claims:complete': () => ({ transferIds: ['t1'] }),
    })
    await userEvent.click(await screen.findByRole('button', { name: 'Complete…' }))
    const dialog = within(await screen.findByRole('dialog'))
    const confirm = () => dialog.getByRole<HTMLButtonElement>('button', { name: 'Complete job' })
    expect(confirm().disabled).toBe(true)
    await userEvent.click(dialog.getByRole('button', { name: 'Choose files…' }))
    const name = await dialog.findByRole('textbox', { name: 'Name of thumb.png' })
    await userEvent.clear(name)
    await userEvent.type(name, 'small.png')
    await userEvent.click(dialog.getByRole('button', { name: 'Add field' }))
    await userEvent.type(dialog.getByRole('textbox', { name: 'Name of field 1' }), 'key')
    expect(confirm().disabled).toBe(true)
    await userEvent.clear(dialog.getByRole('textbox', { name: 'Name of field 1' }))
    await userEvent.type(dialog.getByRole('textbox', { name: 'Name of field 1' }), 'width')
    await userEvent.type(dialog.getByRole('textbox', { name: 'Value of field 1' }), '320')
    expect(dialog.getAllByRole('listitem').map((item) => item.textContent)).toEqual(
      expect.arrayContaining([
        'Store the file in remotejobs-out-thumbnails',
        'Send the result to thumbnails-completed',
        'Delete the message from thumbnails-pending',
      ]),
    )
    await userEvent.click(confirm())
    expect(bridge.callsOf('claims:complete')).toEqual([
      { claimId: 'c1', files: [{ token, name: 'small.png', fields: {} }], fields: { width: '320' } },
    ])
    await waitFor(() => {
      expect(screen.queryByRole('dialog')).toBeNull()
    })
  })

  it('revokes the tokens after a cancel', async () => {
    const bridge = show([held], {
      'files:choose': () => ({
        files: [{ token, name: 'thumb.png', kind: 'file', size: 91_000, files: 1 }],
        refused: [],
        moreRefused: 0,
        leftOut: { systemFiles: 0, links: 0 },
      }),
    })
    await userEvent.click(await screen.findByRole('button', { name: 'Complete…' }))
    const dialog = within(await screen.findByRole('dialog'))
    await userEvent.click(dialog.getByRole('button', { name: 'Choose files…' }))
    await dialog.findByRole('textbox', { name: 'Name of thumb.png' })
    await userEvent.click(dialog.getByRole('button', { name: 'Cancel' }))
    expect(bridge.callsOf('files:revoke')).toEqual([{ tokens: [token] }])
  })
})

describe('the panel', () => {
  it('selects a new claim', async () => {
    const bridge = show([held])
    await screen.findByRole('region', { name: 'Job Cat Montage' })
    bridge.push('claims:changed', {
      since: 1,
      revision: 2,
      claims: [claim({ id: 'c2', order: 2, fields: { name: 'Dog' } })],
      removed: [],
    })
    expect(await screen.findByRole('region', { name: 'Job Dog' })).toBeDefined()
  })

  it('counts held claims and dismisses finished ones together', async () => {
    const finished = claim({ id: 'c2', outcome: 'acknowledged' })
    const bridge = show([held, finished, claim({ ...lost, id: 'c3' })])
    expect(await screen.findByRole('tab', { name: 'Claimed by you1' })).toBeDefined()
    const bar = within(screen.getByRole('toolbar', { name: 'Finished jobs' }))
    expect(bar.getByText('1 finished · 1 lost')).toBeDefined()
    await userEvent.click(bar.getByRole('button', { name: 'Dismiss both' }))
    expect(bridge.callsOf('claims:dismiss')).toEqual([{ claimId: 'c2' }, { claimId: 'c3' }])
  })

  it('shows no message error for a finished claim', async () => {
    const messageError = {
      code: 'MESSAGE_NOT_JSON',
      message: 'Not JSON.',
      hint: 'Release it.',
      retryable: false,
    } as const
    show([claim({ outcome: 'acknowledged', messageError })])
    expect(await screen.findByText(/^Its message was deleted/)).toBeDefined()
    expect(screen.queryByText('Release it.')).toBeNull()
  })

  it('hides claims and transfers of other queues and connections', async () => {
    show([held, claim({ queue: 'other' }), claim({ connectionId: 'aws' })])
    expect(await screen.findByRole('tab', { name: 'Claimed by you1' })).toBeDefined()
    expect(await screen.findAllByRole('row', { name: /Cat Montage/ })).toHaveLength(1)
  })

  it('lists and searches submitted jobs', async () => {
    show([], {
      'transfers:list': () =>
        transfersSnapshot([
          transfer({ name: 'a.png', state: 'done', jobId: 'job-a' }),
          transfer({ name: 'b.png', state: 'done', jobId: 'job-b' }),
          transfer({ name: 'c.png', kind: 'save' }),
          transfer({ name: 'd.png', state: 'cancelled' }),
        ]),
    })
    await userEvent.click(await screen.findByRole('tab', { name: 'Submitted2' }))
    expect(await screen.findByText('job-a')).toBeDefined()
    expect(screen.queryByText('c.png')).toBeNull()
    await userEvent.type(screen.getByRole('searchbox'), 'b.png')
    expect(screen.queryByText('job-a')).toBeNull()
    expect(screen.getByText('job-b')).toBeDefined()
  })

  it('shows what to do if no job is claimed', async () => {
    show([])
    expect(await screen.findByRole('heading', { name: 'No claimed jobs' })).toBeDefined()
  })
})
