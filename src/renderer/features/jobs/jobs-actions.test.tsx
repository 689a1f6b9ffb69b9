import '../../testing/fake-layout.ts'
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import type { Claim } from '../../../shared/jobs/claims.ts'
import { FailedReply, type Handlers } from '../../testing/fake-bridge.ts'
import { jobRow, seenUndoId } from '../../testing/fake-jobs.ts'
import { claim } from '../../testing/samples.ts'
import { undoLast } from '../../ui/feedback/undo-toast.ts'
import { isOwnDrag } from '../../ui/own-drag.ts'
import { runCommand } from '../../ui/commands/commands.ts'
import { panel, row, showJobs, threeJobs } from './testing/show-jobs.tsx'

describe('copying, exporting and dragging jobs', () => {
  it('copies and exports the selected jobs', async () => {
    const { bridge } = showJobs(threeJobs, {
      'jobs:copy': () => ({ copied: 2 }),
      'jobs:export': () => ({ jobs: 3 }),
    })
    await userEvent.click(await row(/photo\.jpg/))
    const user = userEvent.setup()
    await user.keyboard('{Control>}')
    await user.click(await row(/old\.csv/))
    await user.keyboard('{/Control}')
    for (const command of ['copy-text', 'copy-json', 'copy-aws', 'copy-aws-send'] as const) {
      act(() => void runCommand(command))
    }
    await waitFor(() => expect(bridge.callsOf('jobs:copy')).toHaveLength(4))
    expect(bridge.callsOf('jobs:copy').map(({ as }) => as)).toEqual(['text', 'json', 'aws-copy', 'aws-send'])
    expect(bridge.callsOf('jobs:copy')[0]?.jobs).toEqual({ kind: 'some', ids: [3, 1] })
    act(() => void runCommand('export-json'))
    await waitFor(() => expect(bridge.callsOf('jobs:export')).toHaveLength(1))
    expect(bridge.callsOf('jobs:export')[0]).toMatchObject({
      format: 'json-lines',
      jobs: { kind: 'some', ids: [3, 1] },
    })
  })

  it('marks results as seen, and undoes it', async () => {
    const { bridge } = showJobs(threeJobs)
    await userEvent.click(await row(/scan\.txt/))
    fireEvent.click(await row(/photo\.jpg/), { shiftKey: true })
    await userEvent.click(await screen.findByRole('button', { name: 'Mark as seen' }))
    await waitFor(() => expect(bridge.callsOf('jobs:mark-seen')).toHaveLength(1))
    await waitFor(() => expect(undoLast()).toBe(true))
    await waitFor(() => expect(bridge.callsOf('jobs:undo-mark-seen')).toEqual([{ undoId: seenUndoId }]))
    expect(undoLast()).toBe(false)
  })

  it('opens the results once, however often the button and its key are pressed in the meantime', async () => {
    let opened: (() => void) | null = null
    const { bridge } = showJobs(threeJobs, {
      'jobs:open-results': () =>
        new Promise((resolve) => (opened = () => resolve({ opened: 1, shownInFolder: [] }))),
    })
    await userEvent.click(await row(/photo\.jpg/))
    const button = within(await panel('photo.jpg')).getByRole('button', { name: 'Open results' })
    await userEvent.click(button)
    await userEvent.click(button)
    act(() => void runCommand('open'))
    expect(button.getAttribute('aria-disabled')).toBe('true')
    expect(bridge.callsOf('jobs:open-results')).toHaveLength(1)
    act(() => opened?.())
    await waitFor(() => expect(button.getAttribute('aria-disabled')).toBeNull())
    await userEvent.click(button)
    expect(bridge.callsOf('jobs:open-results')).toHaveLength(2)
  })

  it('exports what is shown, with its filter, and can be cancelled', async () => {
    let stop: (() => void) | null = null
    const { bridge } = showJobs(threeJobs, {
      'jobs:export': () =>
        new Promise((_resolve, reject) => {
          stop = () => reject(new FailedReply({ code: 'CANCELLED', message: '' }))
        }),
      'request:cancel': () => {
        stop?.()
        return null
      },
    })
    await row(/photo\.jpg/)
    await userEvent.click(within(screen.getByRole('toolbar', { name: 'Show' })).getByText(/^Results/))
    act(() => void runCommand('export-csv'))
    await waitFor(() => expect(bridge.callsOf('jobs:export')).toHaveLength(1))
    expect(bridge.callsOf('jobs:export')[0]).toMatchObject({
      jobs: { kind: 'all', view: { filter: 'results' }, except: [] },
    })
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel' }, { timeout: 3_000 }))
    await waitFor(() => expect(bridge.callsOf('request:cancel')).toHaveLength(1))
  })

  it('drags saved files out, and nothing else', async () => {
    const saved = { fileName: 'a.txt', folder: '/home/ada' }
    const { bridge } = showJobs([jobRow({ id: 5, name: 'a.txt', saved }), jobRow({ id: 4, name: 'b.txt' })], {
      'jobs:drag': () => ({ files: 1 }),
    })
    expect((await row(/b\.txt/)).draggable).toBe(false)
    fireEvent.dragStart(await row(/a\.txt/))
    await waitFor(() => expect(bridge.callsOf('jobs:drag')).toEqual([{ id: 5, resultId: null }]))
    // Dropping it on the window again must not create a new job.
    expect(isOwnDrag()).toBe(true)
    fireEvent.pointerMove(window)
    expect(isOwnDrag()).toBe(false)
  })
})

describe('a claimed job', () => {
  const mine = jobRow({ id: 5, name: 'invoice.pdf', state: 'mine', step: 'claimed', claimId: 'c1' })
  const held = claim({ id: 'c1', fields: { name: 'invoice.pdf' }, fileName: 'invoice.pdf' })
  const handlers: Handlers = { 'claims:list': () => ({ revision: 1, claims: [held] }) }

  it('turns red with the reason after a failed save, and can be saved again', async () => {
    const error = {
      code: 'DISK_FULL',
      message: 'The disk is full.',
      hint: 'Free some.',
      retryable: true,
    } as const
    const failed = { ...held, error }
    const { bridge } = showJobs([mine], { 'claims:list': () => ({ revision: 1, claims: [failed] }) })
    const shown = await row(/invoice\.pdf/)
    await waitFor(() => expect(shown.textContent).toContain('Mine, failed'))
    expect(within(shown).getByText('The disk is full.')).toBeTruthy()
    expect(within(shown).queryByTitle('The lease is being renewed.')).toBeNull()
    await userEvent.click(shown)
    const note = await within(await panel('invoice.pdf')).findByRole('alert')
    expect(note.textContent).toContain('Free some.')
    await userEvent.click(within(note).getByRole('button', { name: 'Save & open' }))
    await userEvent.click(within(note).getByRole('button', { name: 'Try again' }))
    expect(bridge.callsOf('claims:save')).toHaveLength(2)
  })

  it('is saved and opened, then finished', async () => {
    const { bridge } = showJobs([mine], handlers)
    await userEvent.click(await row(/invoice\.pdf/))
    await userEvent.click(await screen.findByRole('button', { name: 'Save & open' }))
    expect(bridge.callsOf('claims:save')).toEqual([{ claimId: 'c1', where: 'open' }])
    const saved = { ...held, saved: { fileName: 'invoice.pdf', folder: '/home/ada' } }
    act(() => bridge.push('claims:changed', { since: 1, revision: 2, claims: [saved], removed: [] }))
    await screen.findByRole('button', { name: 'Show in folder' })
    await userEvent.click(screen.getByRole('button', { name: 'Finish…' }))
    expect(await screen.findByRole('dialog', { name: /^Finish .*invoice\.pdf/ })).toBeTruthy()
  })

  it('is released only after a warning if that would make it a dead letter', async () => {
    const last = { ...held, deadLetter: { queue: 'thumbnails-dead', maxReceives: 3 } }
    const { bridge } = showJobs([mine], {
      'claims:list': () => ({ revision: 1, claims: [last] }),
      'claims:release': () => null,
    })
    await userEvent.click(await row(/invoice\.pdf/))
    await panel('invoice.pdf')
    act(() => void runCommand('release'))
    const dialog = await screen.findByRole('alertdialog', { name: 'Release “invoice.pdf”?' })
    expect(dialog.textContent).toContain('received 3 times')
    expect(dialog.textContent).toContain('thumbnails-dead')
    expect(bridge.callsOf('claims:release')).toEqual([])
    await userEvent.click(within(dialog).getByRole('button', { name: 'Release' }))
    await waitFor(() => expect(bridge.callsOf('claims:release')).toEqual([{ claimId: 'c1' }]))
  })

  it('takes a dropped file as its result, and Enter finishes it', async () => {
    const { bridge } = showJobs([mine], {
      ...handlers,
      'claims:complete': () => ({ transferIds: [] }),
    })
    await userEvent.click(await row(/invoice\.pdf/))
    const target = await panel('invoice.pdf')
    const files = [new File(['done'], 'result.txt')]
    const data = { types: ['Files'], files, items: [{ kind: 'file' }] }
    fireEvent.dragEnter(target, { dataTransfer: data })
    const zone = (await screen.findByText('Result of', { exact: false })).closest('output')
    const { style } = document.documentElement
    expect(zone?.dataset['over']).toBe('true')
    expect(style.getPropertyValue('--new-job-edge')).toBe('var(--edge)')
    fireEvent.dragOver(document.body, { dataTransfer: data })
    expect(zone?.dataset['over']).toBeUndefined()
    expect(style.getPropertyValue('--new-job-edge')).toBe('')
    fireEvent.dragOver(await row(/invoice\.pdf/), { dataTransfer: data })
    expect(zone?.dataset['over']).toBe('true')
    fireEvent.drop(target, { dataTransfer: data })
    const dialog = await screen.findByRole('dialog', { name: /^Finish/ })
    expect(await within(dialog).findByLabelText('Name of result.txt')).toBeTruthy()
    await waitFor(() =>
      expect(document.activeElement).toBe(within(dialog).getByRole('button', { name: 'Finish job' })),
    )
    await userEvent.keyboard('{Enter}')
    await waitFor(() => expect(bridge.callsOf('claims:complete')).toHaveLength(1))
    expect(bridge.callsOf('claims:complete')[0]).toMatchObject({ claimId: 'c1', files: [{ name: null }] })
  })

  /** Drops a result on a claimed job's panel. Returns a function that makes the claim idle. */
  async function dropResult(change: Partial<Claim>) {
    const { bridge } = showJobs([mine], {
      'claims:list': () => ({ revision: 1, claims: [{ ...held, ...change }] }),
    })
    await userEvent.click(await row(/invoice\.pdf/))
    const target = await panel('invoice.pdf')
    expect(target.closest('[data-file-drop-area]')).not.toBeNull()
    const files = [new File(['done'], 'result.txt')]
    fireEvent.drop(target, { dataTransfer: { types: ['Files'], files, items: [{ kind: 'file' }] } })
    return () =>
      act(() => bridge.push('claims:changed', { since: 1, revision: 2, claims: [held], removed: [] }))
  }

  it('accepts a result dropped while the job is being saved, once it can be finished', async () => {
    const idle = await dropResult({ activity: 'saving' })
    expect(screen.queryByRole('dialog', { name: /^Finish/ })).toBeNull()
    idle()
    expect(await screen.findByRole('dialog', { name: /^Finish/ })).toBeTruthy()
  })

  it('rejects a result after the lease was lost', async () => {
    const idle = await dropResult({ lease: { ...held.lease, state: 'lost' } })
    expect(await screen.findByText("This job's lease was lost.")).toBeTruthy()
    idle()
    expect(screen.queryByRole('dialog', { name: /^Finish/ })).toBeNull()
  })

  it('is finished by Enter once a result has been chosen', async () => {
    const granted = { token: 'f1', name: 'result.txt', kind: 'file', size: 4, files: 1 } as const
    const { bridge } = showJobs([mine], {
      ...handlers,
      'files:choose': () => ({
        files: [granted],
        refused: [],
        moreRefused: 0,
        leftOut: { systemFiles: 0, links: 0 },
      }),
      'claims:complete': () => ({ transferIds: [] }),
    })
    await userEvent.click(await row(/invoice\.pdf/))
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    const dialog = await screen.findByRole('dialog', { name: /^Finish/ })
    within(dialog).getByRole('button', { name: 'Choose files…' }).focus()
    await userEvent.keyboard('{Enter}')
    await within(dialog).findByLabelText('Name of result.txt')
    await userEvent.keyboard('{Enter}')
    await waitFor(() => expect(bridge.callsOf('claims:complete')).toHaveLength(1))
    expect(bridge.callsOf('files:choose')).toHaveLength(1)
  })

  it('can be finished without a result from the dialog that asks for one', async () => {
    const saved = { ...held, saved: { fileName: 'invoice.pdf', folder: 'Downloads' } }
    const { bridge } = showJobs([{ ...mine, saved: saved.saved }], {
      'claims:list': () => ({ revision: 1, claims: [saved] }),
      'claims:acknowledge': () => null,
    })
    await userEvent.click(await row(/invoice\.pdf/))
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    const dialog = await screen.findByRole('dialog', { name: /^Finish/ })
    expect(within(dialog).getByText(/This only deletes the message/)).toBeTruthy()
    await userEvent.click(within(dialog).getByRole('button', { name: 'Finish without a result' }))
    await waitFor(() => expect(bridge.callsOf('claims:acknowledge')).toEqual([{ claimId: 'c1' }]))
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  it('gets the focus right after the claim, so that its shortcuts work', async () => {
    const claims = [held]
    const { jobs, bridge } = showJobs([jobRow({ id: 1, name: 'old.txt' })], {
      'claims:next': () => ({ claimIds: ['c1'] }),
      'claims:list': () => ({ revision: 1, claims }),
    })
    await row(/old\.txt/)
    await userEvent.keyboard('{Control>}j{/Control}')
    act(() => jobs.change(bridge, [mine, jobRow({ id: 1, name: 'old.txt' })]))
    expect(await panel('invoice.pdf')).toBeTruthy()
    expect(document.activeElement).toBe(screen.getByRole('grid'))
    await userEvent.keyboard('o')
    await waitFor(() => expect(bridge.callsOf('claims:save')).toEqual([{ claimId: 'c1', where: 'open' }]))
  })

  const places: Readonly<Record<string, () => Promise<HTMLElement>>> = {
    menu: async () => {
      fireEvent.contextMenu(await row(/1\.csv/))
      return screen.findByRole('menu')
    },
    dialog: async () => {
      await userEvent.keyboard('{Control>}a{/Control}{Delete}')
      return screen.findByRole('alertdialog')
    },
    'text field': async () => {
      const field = screen.getByRole('searchbox')
      field.focus()
      return field
    },
  }
  it.each(Object.keys(places))(
    'leaves the focus in a %s that is in use when a claimed job arrives',
    async (place) => {
      const ended = [1, 2].map((id) =>
        jobRow({ id, name: `${id}.csv`, state: 'finished', step: 'acknowledged' }),
      )
      const answers: ((claims: { claimIds: string[] }) => void)[] = []
      const { jobs, bridge } = showJobs(ended, {
        'claims:next': () => new Promise((resolve) => void answers.push(resolve)),
        'claims:list': () => ({ revision: 1, claims: [held] }),
      })
      await userEvent.click(await row(/1\.csv/))
      await userEvent.keyboard('{Control>}j{/Control}')
      const opened = await places[place]?.()
      await waitFor(() => expect(opened?.contains(document.activeElement)).toBe(true))
      const focused = document.activeElement
      await act(async () => answers[0]?.({ claimIds: ['c1'] }))
      act(() => jobs.change(bridge, [mine, ...ended]))
      expect(await screen.findAllByText(/invoice/)).toBeTruthy()
      expect(document.activeElement).toBe(focused)
      // Role queries do not find what is behind a menu or a dialog. A menu's commands still apply to the job under it.
      const shown = place === 'menu' ? '1.csv' : 'invoice.pdf'
      expect(screen.getByLabelText(`Job ${shown}`)).toBeTruthy()
    },
  )

  it('is one of several claimed together: all are selected, and S saves them', async () => {
    const ids = ['c1', 'c2', 'c3']
    const { jobs, bridge } = showJobs([jobRow({ id: 1, name: 'old.txt' })], {
      'claims:next': () => ({ claimIds: ids }),
      'claims:list': () => ({ revision: 1, claims: ids.map((id) => ({ ...held, id })) }),
      'claims:bulk': () => ({ failed: [] }),
    })
    await row(/old\.txt/)
    await userEvent.keyboard('{Control>}j{/Control}')
    const rows = ids.map((claimId, at) =>
      jobRow({ id: 5 + at, name: `${claimId}.pdf`, state: 'mine', step: 'claimed', claimId }),
    )
    // Claims may arrive in several updates.
    act(() => jobs.change(bridge, rows.slice(0, 2)))
    await row(/c2\.pdf/)
    act(() => jobs.change(bridge, rows))
    await waitFor(() =>
      expect(screen.getByRole('toolbar', { name: 'Selected jobs' }).textContent).toContain('3 selected'),
    )
    await userEvent.keyboard('s')
    expect(bridge.callsOf('claims:bulk')).toEqual([{ claimIds: ids, action: 'save' }])
    await userEvent.click(screen.getByRole('button', { name: 'More actions for the selected jobs' }))
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Move to In progress' }))
    expect(bridge.callsOf('claims:bulk').at(-1)).toEqual({ claimIds: ids, action: 'start' })
  })

  it('shows the time left only when the lease is short', async () => {
    const short = { ...held, lease: { ...held.lease, deadline: Date.now() + 8_000 } }
    const { bridge } = showJobs([mine], handlers)
    expect((await row(/invoice\.pdf/)).textContent).not.toMatch(/\d:\d\d/)
    act(() => bridge.push('claims:changed', { since: 1, revision: 2, claims: [short], removed: [] }))
    await waitFor(async () => expect((await row(/invoice\.pdf/)).textContent).toMatch(/0:0[678]/))
  })
})

describe('many jobs and results', () => {
  it('asks before several jobs are removed from the list, but not for one', async () => {
    const ended = [1, 2].map((id) =>
      jobRow({ id, name: `${id}.csv`, state: 'finished', step: 'acknowledged' }),
    )
    const { bridge } = showJobs(ended)
    await userEvent.click(await row(/1\.csv/))
    await userEvent.keyboard('{Delete}')
    await waitFor(() => expect(bridge.callsOf('jobs:forget')).toHaveLength(1))
    await userEvent.keyboard('{Control>}a{/Control}{Delete}')
    const dialog = await screen.findByRole('alertdialog', { name: 'Remove 2 jobs from the list?' })
    await userEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }))
    await userEvent.click(screen.getByRole('button', { name: 'Remove from list…' }))
    expect(bridge.callsOf('jobs:forget')).toHaveLength(1)
    const again = await screen.findByRole('alertdialog', { name: 'Remove 2 jobs from the list?' })
    await userEvent.click(within(again).getByRole('button', { name: 'Remove' }))
    await waitFor(() => expect(bridge.callsOf('jobs:forget')).toHaveLength(2))
    expect(bridge.callsOf('jobs:forget')[1]?.jobs).toMatchObject({ kind: 'all', except: [] })
  })

  it('shows more of many results on request', async () => {
    const { jobs } = showJobs(threeJobs)
    const results = Array.from({ length: 60 }, (_, index) => ({
      id: index + 1,
      key: `key-${index}`,
      name: `out-${index}.txt`,
      size: 6,
      modifiedAt: 1,
      foundAt: 1,
      openedAt: null,
      saved: null,
    }))
    jobs.details = { 3: { results } }
    await userEvent.click(await row(/photo\.jpg/))
    const shown = within(await panel('photo.jpg'))
    expect(await shown.findAllByRole('button', { name: /^Open out-/ })).toHaveLength(50)
    await userEvent.click(shown.getByRole('button', { name: 'Show 10 more' }))
    expect(shown.getAllByRole('button', { name: /^Open out-/ })).toHaveLength(60)
  })
})
