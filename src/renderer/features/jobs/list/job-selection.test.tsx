import '../../../testing/fake-layout.ts'
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { groupRow, jobRow, noCounts } from '../../../testing/fake-jobs.ts'
import { claim } from '../../../testing/samples.ts'
import { noJobs } from '../../../../shared/jobs/job-state.ts'
import { savedView, showInList } from '../../../ui/view/view-state.ts'
import { panel, row, showJobs, threeJobs } from '../testing/show-jobs.tsx'

const checked = () =>
  screen
    .getAllByRole('checkbox')
    .filter((box) => (box as HTMLInputElement).checked)
    .map((box) => box.getAttribute('aria-label'))

describe('job selection', () => {
  it('works with clicks, Shift and Ctrl', async () => {
    showJobs(threeJobs)
    await userEvent.click(await row(/photo\.jpg/))
    expect(checked()).toEqual(['Select photo.jpg'])
    const user = userEvent.setup()
    await user.keyboard('{Shift>}')
    await user.click(await row(/old\.csv/))
    await user.keyboard('{/Shift}')
    expect(checked()).toEqual(['Select photo.jpg', 'Select scan.txt', 'Select old.csv'])
    await user.keyboard('{Control>}')
    await user.click(await row(/scan\.txt/))
    await user.keyboard('{/Control}')
    expect(checked()).toEqual(['Select photo.jpg', 'Select old.csv'])
    expect(screen.getByRole('toolbar', { name: 'Selected jobs' }).textContent).toContain('2 selected')
  })

  it('applies an action to all jobs except the deselected ones', async () => {
    const { asked } = showJobs(threeJobs)
    await row(/photo\.jpg/)
    await userEvent.keyboard('{Control>}a{/Control}')
    await userEvent.click(screen.getByRole('checkbox', { name: 'Select scan.txt' }))
    await userEvent.click(screen.getByRole('button', { name: 'Submit again…' }))
    expect(asked).toMatchObject([
      {
        kind: 'submit-again',
        count: 2,
        jobs: { kind: 'all', except: [2], view: { scope: { queue: 'thumbnails' } } },
      },
    ])
  })

  it('of all jobs ends with an action, so that it does not cover later jobs, and says what is saved', async () => {
    showJobs(threeJobs, { 'jobs:save-results': () => ({ done: 3, failed: [], moreFailed: 0 }) })
    await row(/photo\.jpg/)
    await userEvent.keyboard('{Control>}a{/Control}')
    await userEvent.click(await screen.findByRole('button', { name: 'Save results' }))
    expect(await screen.findByText('Saving the results of 3 jobs')).toBeDefined()
    expect(screen.getByRole('button', { name: 'Show transfers' })).toBeDefined()
    expect(checked()).toEqual([])
    expect(savedView().lists['queue local thumbnails']?.selection).toEqual({ kind: 'some', ids: [] })
  })

  it('is counted in the panel while no job is focused', async () => {
    showJobs(threeJobs)
    await row(/photo\.jpg/)
    expect(screen.getByText('No job selected')).toBeDefined()
    await userEvent.keyboard('{Control>}a{/Control}')
    expect(await screen.findByText('3 jobs selected')).toBeDefined()
  })

  it('does not take entries off screen for jobs when it offers to select all', async () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      jobRow({ id: 300 - index, name: `job-${index}.txt` }),
    )
    showJobs([...many, groupRow({ id: 9 })], {
      'jobs:counts': () => ({
        revision: 1,
        queues: [{ connectionId: 'local', queue: 'thumbnails', counts: { ...noJobs(), queued: 604 } }],
      }),
    })
    await row(/job-0\.txt/)
    await userEvent.keyboard('j{Shift>}{ArrowDown}{/Shift}')
    expect(await screen.findByRole('button', { name: 'Select all 604' })).toBeDefined()
  })

  it('is the whole group while a group has the focus', async () => {
    const counts = { ...noCounts(), result: 120, queued: 180 }
    const { bridge, asked } = showJobs([groupRow({ id: 9, counts })])
    fireEvent.contextMenu(await row(/batch/))
    const menu = within(await screen.findByRole('menu'))
    const ofGroup = { kind: 'all', except: [], view: { filter: 'all', group: 9 } }
    expect(screen.queryByRole('toolbar', { name: 'Selected jobs' })).toBeNull()
    await userEvent.click(menu.getByRole('menuitem', { name: /^Submit again/ }))
    expect(asked).toMatchObject([{ kind: 'submit-again', count: 300, jobs: ofGroup }])
    // An open menu keeps the keys.
    await waitFor(() => expect(screen.queryByRole('menu')).toBeNull())
    await userEvent.keyboard('s')
    await waitFor(() =>
      expect(bridge.callsOf('jobs:save-results')).toMatchObject([
        { jobs: { ...ofGroup, view: { filter: 'results', group: 9 } } },
      ]),
    )
    await userEvent.keyboard('{Delete}')
    expect(await screen.findByRole('alertdialog')).toBeTruthy()
  })

  it('can span thousands of jobs that are not on screen', async () => {
    const mine = jobRow({ id: 1, name: 'last.txt', state: 'mine', step: 'claimed', claimId: 'far' })
    const many = Array.from({ length: 4_999 }, (_, index) =>
      jobRow({ id: 5_000 - index, name: `job-${index}.txt` }),
    )
    const { bridge } = showJobs([...many, mine], {
      'claims:list': () => ({ revision: 1, claims: [claim({ id: 'far' })] }),
      'claims:bulk': () => ({ failed: [] }),
    })
    await row(/job-0\.txt/)
    await userEvent.keyboard('j{Shift>}{End}{/Shift}')
    const bar = await screen.findByRole('toolbar', { name: 'Selected jobs' })
    await waitFor(() => expect(bar.textContent).toContain('5,000 selected'))
    expect(bridge.callsOf('jobs:range')).toMatchObject([
      { from: { index: 0, job: 5_000 }, to: { index: 4_999, job: 1 } },
    ])
    await userEvent.keyboard('{Home}')
    expect(await panel('job-0.txt')).toBeTruthy()
    await userEvent.keyboard('{Control>}a{/Control}')
    const all = await screen.findByRole('toolbar', { name: 'Selected jobs' })
    await waitFor(() => expect(all.textContent).toContain('5,000 selected'))
    await userEvent.click(await within(all).findByRole('button', { name: 'Release' }))
    await waitFor(() =>
      expect(bridge.callsOf('claims:bulk')).toEqual([{ claimIds: ['far'], action: 'release' }]),
    )
  })

  it('scrolls to a requested job anywhere in the list', async () => {
    const many = Array.from({ length: 1_000 }, (_, index) =>
      jobRow({ id: 1_000 - index, name: `job-${index}.txt` }),
    )
    const { bridge } = showJobs(many, { 'jobs:locate': ({ id }) => ({ index: 1_000 - id }) })
    await row(/job-0\.txt/)
    act(() => showInList('queue local thumbnails', 100, { filter: 'all' }))
    expect(await panel('job-900.txt')).toBeTruthy()
    expect(savedView().lists['queue local thumbnails']?.selection).toEqual({ kind: 'some', ids: [100] })
    expect(bridge.callsOf('jobs:locate')).toMatchObject([{ id: 100, view: { filter: 'all' } }])
  })

  it('moves by keyboard wherever the focus is', async () => {
    showJobs(threeJobs)
    await row(/photo\.jpg/)
    await userEvent.keyboard('j')
    expect(await panel('photo.jpg')).toBeTruthy()
    await userEvent.keyboard('j')
    expect(await panel('scan.txt')).toBeTruthy()
    await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}')
    expect(checked()).toEqual(['Select scan.txt', 'Select old.csv'])
    await userEvent.keyboard('{Escape}k')
    expect(await panel('scan.txt')).toBeTruthy()
    await userEvent.keyboard('/')
    expect(document.activeElement).toBe(screen.getByRole('searchbox', { name: 'Find jobs' }))
    await userEvent.keyboard('j')
    expect((document.activeElement as HTMLInputElement).value).toBe('j')
  })

  it('is remembered', async () => {
    showJobs(threeJobs)
    await userEvent.click(await row(/scan\.txt/))
    expect(savedView().lists['queue local thumbnails']).toMatchObject({
      focused: 'job 2',
      selection: { kind: 'some', ids: [2] },
    })
    expect(JSON.parse(JSON.stringify(savedView()))).toEqual(savedView())
  })
})
