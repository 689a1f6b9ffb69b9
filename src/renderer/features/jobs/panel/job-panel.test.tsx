import '../../../testing/fake-layout.ts'
import { within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { jobRow } from '../../../testing/fake-jobs.ts'
import { panel, row, showJobs, threeJobs } from '../testing/show-jobs.tsx'

const savedAs = (fileName: string) => ({ at: 1, fileName, folder: '/tmp' })

describe('job panel', () => {
  it('shows results, timeline and details, and opens a result', async () => {
    const { jobs, bridge } = showJobs(threeJobs)
    jobs.details = {
      3: {
        results: [
          {
            id: 7,
            key: 'k',
            name: 'photo.txt',
            size: 6_000,
            modifiedAt: null,
            foundAt: Date.now(),
            openedAt: null,
            saved: null,
          },
        ],
        group: { id: 1, name: 'drop', jobs: 5 },
        fields: { camera: 'X100' },
      },
    }
    await userEvent.click(await row(/photo\.jpg/))
    const shown = within(await panel('photo.jpg'))
    const steps = within(await shown.findByRole('list', { name: 'Timeline' })).getAllByRole('listitem')
    expect(steps.map((step) => step.querySelector('b')?.textContent)).toEqual([
      'Result found',
      'In queue',
      'Uploaded',
      'Submitted',
    ])
    expect(steps.at(-1)?.textContent).toContain('with 4 others')
    await userEvent.click(shown.getByRole('button', { name: 'Open photo.txt' }))
    expect(bridge.callsOf('jobs:open-results')).toEqual([{ id: 3, resultId: 7 }])
    await userEvent.click(shown.getByRole('button', { name: 'Open results' }))
    expect(bridge.callsOf('jobs:open-results').at(-1)).toEqual({ id: 3, resultId: null })
    expect(shown.getByText('camera')).toBeTruthy()
  })

  it('shows the name under which a result was saved, and why it differs', async () => {
    const { jobs } = showJobs(threeJobs)
    const result = { id: 7, key: 'k', size: 1, modifiedAt: null, foundAt: 1, openedAt: null }
    jobs.details = {
      3: {
        results: [
          { ...result, name: 'what?.txt', saved: savedAs('what_.txt') },
          { ...result, id: 8, name: 'a.txt', saved: savedAs('a (2).txt') },
          { ...result, id: 9, name: 'b.txt', saved: savedAs('b.txt') },
        ],
      },
    }
    await userEvent.click(await row(/photo\.jpg/))
    const shown = within(await panel('photo.jpg'))
    expect((await shown.findByText('saved as what_.txt')).title).toBe(
      'Saved as what_.txt, not as what?.txt, which Windows does not allow.',
    )
    expect(shown.getByText('saved as a (2).txt').title).toContain('a.txt, which another file already has')
    expect(shown.queryByText('saved as b.txt')).toBeNull()
  })

  it.each([
    ['queued', {}, 'Show file', 'jobs:show-file'],
    ['failed', {}, 'Retry', 'jobs:retry'],
    ['result', { results: { found: 1, new: 1, saved: 0 } }, 'Open result', 'jobs:open-results'],
    ['result', { results: { found: 2, new: 1, saved: 0 } }, 'Open results', 'jobs:open-results'],
  ] as const)('offers the next step of a %s job', async (state, overrides, label, channel) => {
    const { bridge } = showJobs([jobRow({ id: 5, name: 'a.txt', state, ...overrides })])
    await userEvent.click(await row(/a\.txt/))
    await userEvent.click(await within(await panel('a.txt')).findByRole('button', { name: label }))
    expect(bridge.callsOf(channel)).toHaveLength(1)
  })

  it.each(['dead', 'withdrawn'] as const)('offers to resubmit a %s job', async (state) => {
    const { asked } = showJobs([jobRow({ id: 5, name: 'a.txt', state })])
    await userEvent.click(await row(/a\.txt/))
    await userEvent.click(await within(await panel('a.txt')).findByRole('button', { name: 'Submit again…' }))
    expect(asked).toEqual([{ kind: 'submit-again', jobs: { kind: 'some', ids: [5] }, count: 1 }])
  })

  it('runs the next step on Enter and on a double click', async () => {
    const { bridge } = showJobs(threeJobs)
    await userEvent.click(await row(/photo\.jpg/))
    await userEvent.keyboard('{Enter}')
    expect(bridge.callsOf('jobs:open-results')).toEqual([{ id: 3, resultId: null }])
    await userEvent.dblClick(await row(/scan\.txt/))
    expect(bridge.callsOf('jobs:show-file')).toEqual([{ id: 2 }])
  })

  it('shows why a job failed, and how to fix it', async () => {
    const error = { code: 'NETWORK', message: 'No network.', hint: 'Go online.', retryable: true } as const
    showJobs([jobRow({ id: 5, name: 'a.txt', state: 'failed', step: 'failed', error })])
    expect((await row(/a\.txt/)).textContent).toContain('No network.')
    await userEvent.click(await row(/a\.txt/))
    expect(within(await panel('a.txt')).getByRole('alert').textContent).toBe('No network.Go online.')
  })
})
