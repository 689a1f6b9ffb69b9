import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Claim } from '../../../shared/jobs.ts'
import type { Answers } from '../../testing/fake-bridge.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { claim, transfer, transfersSnapshot } from '../../testing/samples.ts'
import { ClaimsPanel } from './claims-panel.tsx'

const token = '0a3b0f6e-93a1-4a0e-8e0a-5a6f0c9d7b11'

beforeEach(() => {
  // jsdom lays nothing out, and a list without height draws no rows.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600)
})

function show(claims: readonly Claim[], answers: Answers = {}) {
  return renderWithBridge(<ClaimsPanel queue="thumbnails" />, {
    'claims:list': () => ({ revision: 1, claims: [...claims] }),
    ...answers,
  })
}

const held = claim({ id: 'c1' })
const lost = claim({
  id: 'c1',
  lease: {
    ...held.lease,
    state: 'lost',
    error: { code: 'LEASE_LOST', message: 'This computer slept.', hint: '', retryable: false },
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

describe('a held claim', () => {
  it('is saved and acknowledged by the main button', async () => {
    const bridge = show([held])
    await userEvent.click(await screen.findByRole('button', { name: 'Save & acknowledge' }))
    expect(bridge.callsOf('claims:save-and-acknowledge')).toEqual([{ claimId: 'c1' }])
  })

  it('asks before a message is deleted whose payload was not saved', async () => {
    const bridge = show([held])
    await userEvent.click(await screen.findByRole('button', { name: 'Acknowledge…' }))
    expect(bridge.callsOf('claims:acknowledge')).toEqual([])
    const dialog = await screen.findByRole('alertdialog')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Acknowledge' }))
    expect(bridge.callsOf('claims:acknowledge')).toEqual([{ claimId: 'c1' }])
  })

  it('is acknowledged at once where it was saved', async () => {
    const bridge = show([claim({ id: 'c1', saved: { fileName: 'cat.jpg', folder: '/home/ada' } })])
    await userEvent.click(await screen.findByRole('button', { name: 'Acknowledge' }))
    expect(bridge.callsOf('claims:acknowledge')).toEqual([{ claimId: 'c1' }])
  })

  it('warns where somebody had the job before', async () => {
    show([claim({ receivedCount: 3 })])
    expect(await screen.findByText('Received 3 times: somebody had it before.')).toBeDefined()
  })

  it('answers to the keys that the tooltips name, on its row only', async () => {
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
  it('moves along the list and into the inspector', async () => {
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
  it('says so and offers what still makes sense', async () => {
    const bridge = show([held])
    await screen.findByRole('button', { name: 'Save & acknowledge' })
    bridge.push('claims:changed', { revision: 2, claims: [lost] })
    expect(await screen.findByText('This lease was lost. Another worker may have the job.')).toBeDefined()
    const inspector = within(screen.getByRole('region', { name: 'Job Cat Montage' }))
    for (const name of ['Save & acknowledge', 'Acknowledge…', 'Complete…', 'Start', 'Release']) {
      expect(inspector.queryByRole('button', { name })).toBeNull()
    }
    await userEvent.click(inspector.getByRole('button', { name: 'Save as…' }))
    await userEvent.click(inspector.getByRole('button', { name: 'Dismiss' }))
    expect(bridge.callsOf('claims:save')).toEqual([{ claimId: 'c1', where: 'ask' }])
    expect(bridge.callsOf('claims:dismiss')).toEqual([{ claimId: 'c1' }])
  })
})

describe('a claim whose message names a foreign bucket', () => {
  it('names the bucket and asks before it reads from it', async () => {
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
  it('takes files, names and fields, and says what will happen', async () => {
    const bridge = show([held], {
      'files:choose': () => ({
        files: [{ token, name: 'thumb.png', kind: 'file', size: 91_000, files: 1 }],
        refused: [],
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

  it('gives the tokens back where the person changes their mind', async () => {
    const bridge = show([held], {
      'files:choose': () => ({
        files: [{ token, name: 'thumb.png', kind: 'file', size: 91_000, files: 1 }],
        refused: [],
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
  it('selects a claim that has just arrived', async () => {
    const bridge = show([held])
    await screen.findByRole('region', { name: 'Job Cat Montage' })
    bridge.push('claims:changed', {
      revision: 2,
      claims: [claim({ id: 'c2', fields: { name: 'Dog' } }), held],
    })
    expect(await screen.findByRole('region', { name: 'Job Dog' })).toBeDefined()
  })

  it('leaves out what belongs to another queue or connection', async () => {
    show([held, claim({ queue: 'other' }), claim({ connectionId: 'aws' })])
    expect(await screen.findByRole('tab', { name: 'Claimed by you1' })).toBeDefined()
    expect(await screen.findAllByRole('row', { name: /Cat Montage/ })).toHaveLength(1)
  })

  it('lists what was submitted with its job id, and searches it', async () => {
    show([], {
      'transfers:list': () =>
        transfersSnapshot([
          transfer({ name: 'a.png', state: 'done', jobId: 'job-a' }),
          transfer({ name: 'b.png', state: 'done', jobId: 'job-b' }),
          transfer({ name: 'c.png', kind: 'save' }),
        ]),
    })
    await userEvent.click(await screen.findByRole('tab', { name: /Submitted/ }))
    expect(await screen.findByText('job-a')).toBeDefined()
    expect(screen.queryByText('c.png')).toBeNull()
    await userEvent.type(screen.getByRole('searchbox'), 'b.png')
    expect(screen.queryByText('job-a')).toBeNull()
    expect(screen.getByText('job-b')).toBeDefined()
  })

  it('says what to do where nothing is held', async () => {
    show([])
    expect(await screen.findByRole('heading', { name: 'You hold no jobs' })).toBeDefined()
  })
})
