import '../../../testing/fake-layout.ts'
import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { FakeJobs, jobRow } from '../../../testing/fake-jobs.ts'
import { renderWithBridge } from '../../../testing/render-app.tsx'
import { ViewContext } from '../../../ui/view/view.ts'
import { QueueJobs } from '../queue-jobs.tsx'

it('says which leases were lost when no claimed job is left, and links to them', async () => {
  const jobs = new FakeJobs([jobRow({ id: 1, name: 'scan.txt', state: 'lost', step: 'lost' })])
  renderWithBridge(
    <ViewContext value={{ view: { kind: 'queue', name: 'thumbnails' }, queue: 'thumbnails', show: () => {} }}>
      <QueueJobs connectionId="local" queue="thumbnails" />
    </ViewContext>,
    jobs.handlers(),
  )
  await screen.findByRole('row', { name: /scan\.txt/ })
  await userEvent.click(screen.getByRole('button', { name: /^Mine now/ }))
  expect(await screen.findByText('1 lease was lost.')).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Show what needs you' }))
  expect(await screen.findByRole('row', { name: /scan\.txt/ })).toBeTruthy()
})

it('names the state if nothing else filters the list', async () => {
  const jobs = new FakeJobs([jobRow({ id: 1, name: 'scan.txt', state: 'queued' })])
  renderWithBridge(
    <ViewContext value={{ view: { kind: 'queue', name: 'thumbnails' }, queue: 'thumbnails', show: () => {} }}>
      <QueueJobs connectionId="local" queue="thumbnails" />
    </ViewContext>,
    jobs.handlers(),
  )
  await screen.findByRole('row', { name: /scan\.txt/ })
  const filters = within(screen.getByRole('toolbar', { name: 'Show' }))
  await userEvent.click(filters.getByRole('button', { name: /^Results/ }))
  expect(await screen.findByRole('heading', { name: 'No new results' })).toBeDefined()
  await userEvent.type(screen.getByRole('searchbox', { name: 'Find jobs' }), 'x')
  expect(await screen.findByRole('heading', { name: 'No matching jobs' })).toBeDefined()
})
