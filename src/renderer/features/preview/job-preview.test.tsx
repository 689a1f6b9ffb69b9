import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { beforeEach, expect, it, vi } from 'vitest'
import type { JobResult, JobRow } from '../../../shared/jobs/jobs.ts'
import { FailedReply, type Handlers } from '../../testing/fake-bridge.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { jobDetail, jobRow } from '../../testing/fake-jobs.ts'
import { JobPreview } from './job-preview.tsx'

beforeEach(() => {
  // jsdom has no layout, and text without a height renders no lines.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(240)
})

const result = (id: number, name: string): JobResult => ({
  id,
  key: `m-${name}`,
  name,
  size: 5,
  modifiedAt: null,
  foundAt: 1,
  openedAt: null,
  saved: null,
})

function show(change: Partial<JobRow>, results: readonly JobResult[] = [], handlers: Handlers = {}) {
  const counts = { found: results.length, new: results.length, saved: 0 }
  const job = jobRow({ id: 7, results: counts, ...change })
  const detail = jobDetail(job, { results: [...results] })
  return renderWithBridge(<JobPreview job={job} />, { 'jobs:describe': () => detail, ...handlers })
}

it('shows the newest result of a job with new results, and the file on request', async () => {
  const bridge = show({ state: 'result' }, [result(2, 'out.txt'), result(1, 'log.txt')])
  expect(await screen.findByText('hello')).toBeDefined()
  expect(screen.getByRole('button', { name: 'out.txt', pressed: true })).toBeDefined()
  await userEvent.click(screen.getByRole('button', { name: 'File' }))
  await userEvent.click(await screen.findByRole('button', { name: 'File', pressed: true }))
  await screen.findByText('hello')
  expect(bridge.callsOf('previews:open').map(({ source }) => source)).toEqual([
    { kind: 'result', jobId: 7, resultId: 2 },
    { kind: 'payload', jobId: 7 },
  ])
})

it('reads nothing during the upload', async () => {
  const bridge = show({ state: 'uploading', step: 'planned' })
  expect(screen.getByText('The preview appears once the job is in the queue.')).toBeDefined()
  expect(bridge.callsOf('previews:open')).toEqual([])
})

/** A job with a new result, and a button that marks the result as seen. */
function Seen() {
  const [isNew, setNew] = useState(true)
  const state = isNew ? 'result' : 'finished'
  return (
    <>
      <button type="button" onClick={() => setNew(false)}>
        see
      </button>
      <JobPreview job={jobRow({ id: 7, state, results: { found: 1, new: isNew ? 1 : 0, saved: 0 } })} />
    </>
  )
}

it('keeps showing a result after it is opened, saved or marked as seen', async () => {
  const detail = jobDetail(jobRow({ id: 7 }), { results: [result(2, 'out.txt')] })
  const bridge = renderWithBridge(<Seen />, { 'jobs:describe': () => detail })
  await screen.findByText('hello')
  await userEvent.click(screen.getByRole('button', { name: 'see' }))
  expect(screen.getByRole('button', { name: 'out.txt', pressed: true })).toBeDefined()
  expect(bridge.callsOf('previews:open')).toHaveLength(1)
})

it('shows the result of a finished job, whose results were opened before', async () => {
  const counts = { found: 1, new: 0, saved: 1 }
  const bridge = show({ state: 'finished', results: counts }, [result(2, 'out.txt')])
  expect(await screen.findByText('hello')).toBeDefined()
  expect(screen.getByRole('button', { name: 'out.txt', pressed: true })).toBeDefined()
  expect(bridge.callsOf('previews:open').map(({ source }) => source)).toEqual([
    { kind: 'result', jobId: 7, resultId: 2 },
  ])
})

/** A job that is finished with a result while it is on screen. */
function Finishing() {
  const [isFinished, setFinished] = useState(false)
  const state = isFinished ? 'finished' : 'mine'
  return (
    <>
      <button type="button" onClick={() => setFinished(true)}>
        finish
      </button>
      <JobPreview job={jobRow({ id: 7, state, results: { found: isFinished ? 1 : 0, new: 0, saved: 0 } })} />
    </>
  )
}

it('keeps showing the file of a job that is finished by hand', async () => {
  const detail = jobDetail(jobRow({ id: 7 }), { results: [result(2, 'out.txt')] })
  const bridge = renderWithBridge(<Finishing />, { 'jobs:describe': () => detail })
  await screen.findByText('hello')
  await userEvent.click(screen.getByRole('button', { name: 'finish' }))
  expect(screen.getByRole('button', { name: 'File', pressed: true })).toBeDefined()
  expect(bridge.callsOf('previews:open')).toHaveLength(1)
})

it('mentions that the file of a finished job was deleted, but not as an error', async () => {
  show({ state: 'finished' }, [], {
    'previews:open': () => {
      throw new FailedReply({ code: 'OBJECT_NOT_FOUND', message: 'The file was deleted.' })
    },
  })
  expect(await screen.findByText('The uploaded copy was deleted from the bucket.')).toBeDefined()
  expect(screen.queryByRole('button')).toBeNull()
})
