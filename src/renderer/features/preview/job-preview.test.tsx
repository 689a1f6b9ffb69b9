import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it, vi } from 'vitest'
import type { JobResult, JobRow } from '../../../shared/jobs.ts'
import { FailedReply, type Handlers } from '../../testing/fake-bridge.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { jobDetail, jobRow } from '../../testing/fake-jobs.ts'
import { JobPreview } from './job-preview.tsx'

beforeEach(() => {
  // jsdom has no layout, and a text without height renders no lines.
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

it('shows the newest result of a job with new ones, and the file on request', async () => {
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

it('reads nothing while the file is uploaded', async () => {
  const bridge = show({ state: 'uploading', step: 'planned' })
  expect(screen.getByText('The preview appears once the file is uploaded.')).toBeDefined()
  expect(bridge.callsOf('previews:open')).toEqual([])
})

it('says without alarm that the file of a finished job was deleted', async () => {
  show({ state: 'finished' }, [], {
    'previews:open': () => {
      throw new FailedReply({ code: 'OBJECT_NOT_FOUND', message: 'The payload no longer exists.' })
    },
  })
  expect(await screen.findByText('The file was deleted.')).toBeDefined()
  expect(screen.queryByRole('button')).toBeNull()
})
