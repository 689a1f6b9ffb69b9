import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { NoticeTarget } from '../../shared/notice-target.ts'
import { Ledger } from '../ledger/ledger.ts'
import { anUpload } from '../ledger/testing/records.ts'
import { workerUrl } from '../ledger/testing/worker-url.ts'
import { linkedJob, showLinkedJobs } from './linked-job.ts'

const [first, second, unknown] = [
  '0f8fad5b-d9cb-469f-a165-70867728950e',
  '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  '11111111-2222-3333-4444-555555555555',
] as const

test('finds a job by its message id, but not by its name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'remotejob-links-'))
  const { ledger } = await Ledger.open(join(folder, 'ledger.sqlite'), { workerUrl })
  try {
    const { uploads } = ledger.transfers
    for (const [name, jobId] of [
      ['a', first],
      [`cat ${first}`, second],
    ] as const) {
      await uploads.plan(anUpload(name, { name }))
      await uploads.advance(name, 'stored')
      await uploads.advance(name, 'sent', { jobId })
    }
    expect(await linkedJob(ledger.jobs, first)).toMatchObject({ name: 'a', messageId: first })
    expect(await linkedJob(ledger.jobs, unknown)).toBeNull()
    const opened: NoticeTarget[] = []
    const services = Promise.resolve({ jobs: { store: ledger.jobs } })
    for (const ids of [[], [unknown], [second, first, unknown]]) {
      await showLinkedJobs(ids, services, (target) => opened.push(target))
    }
    const jobQueue = { connectionId: 'local', queue: 'demo' }
    expect(opened).toEqual([{ jobQueue, job: (await linkedJob(ledger.jobs, first))?.id, isOnResults: false }])
  } finally {
    await ledger.close()
    await rm(folder, { recursive: true })
  }
})
