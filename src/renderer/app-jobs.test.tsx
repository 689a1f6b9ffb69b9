import './testing/fake-layout.ts'
import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { App } from './app.tsx'
import { FakeJobs, jobRow } from './testing/fake-jobs.ts'
import { renderWithBridge } from './testing/render-app.tsx'
import { claim } from './testing/samples.ts'

function drop(names: readonly string[]): void {
  const files = names.map((name) => new File(['payload'], name))
  fireEvent.drop(document.body, { dataTransfer: { types: ['Files'], files, items: [] } })
}

const header = (): Promise<HTMLElement> => screen.findByRole('heading', { level: 1, name: 'thumbnails' })

describe('claiming', () => {
  const mine = jobRow({ id: 7, name: 'invoice.pdf', state: 'mine', step: 'claimed', claimId: 'c1' })

  it('focuses the claimed job, so that its keys work at once', async () => {
    const jobs = new FakeJobs([
      jobRow({ id: 8, name: 'newer.txt' }),
      { ...mine, state: 'queued', claimId: null },
    ])
    const bridge = renderWithBridge(<App />, {
      ...jobs.handlers(),
      'claims:list': () => ({ revision: 1, claims: [claim({ id: 'c1' })] }),
      'claims:next': () => ({ claimIds: ['c1'] }),
    })
    await screen.findByRole('row', { name: /newer\.txt/ })
    await userEvent.keyboard('{Control>}j{/Control}')
    act(() => jobs.change(bridge, [jobRow({ id: 8, name: 'newer.txt' }), mine]))
    expect(await screen.findByRole('region', { name: 'Job invoice.pdf' })).toBeTruthy()
    await userEvent.keyboard('o')
    await waitFor(() => expect(bridge.callsOf('claims:save')).toEqual([{ claimId: 'c1', where: 'open' }]))
  })

  it('waits for a job, one request at a time, and can be cancelled', async () => {
    const bridge = renderWithBridge(<App />, { 'claims:next': () => new Promise(() => {}) })
    await header()
    await userEvent.keyboard('{Control>}j{/Control}')
    await userEvent.keyboard('{Control>}j{/Control}')
    const requests = bridge.callsOf('claims:next')
    expect(requests.map(({ status }) => status)).toEqual(['pending'])
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }))
    await waitFor(() => {
      expect(bridge.callsOf('request:cancel')).toEqual([{ requestId: requests[0]?.requestId }])
    })
  })
})

describe('submitting', () => {
  it('shows the new jobs on top, selected', async () => {
    const old = jobRow({ id: 1, name: 'old.txt' })
    const jobs = new FakeJobs([old])
    const bridge = renderWithBridge(<App />, jobs.handlers())
    await userEvent.click(await screen.findByRole('row', { name: /old\.txt/ }))
    drop(['a.jpg', 'b.jpg'])
    await waitFor(() => expect(bridge.callsOf('jobs:submit')).toHaveLength(1))
    const dropped = ['b.jpg', 'a.jpg'].map((name, index) =>
      jobRow({ id: 3 - index, name, state: 'uploading', createdAt: Date.now() + 1 }),
    )
    act(() => jobs.change(bridge, [...dropped, old]))
    const bar = await screen.findByRole('toolbar', { name: 'Selected jobs' })
    expect(bar.textContent).toContain('2 selected')
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: 'Select old.txt' }).checked).toBe(false)
  })
})
