import { expect, it } from 'vitest'
import { MemoryJobStore } from '../../testing/memory-job-store.ts'
import type { StoredJob } from '../job-store.ts'
import { exportedJobs, exportHeader, jobsText } from './job-text.ts'

async function jobs(...given: readonly Partial<StoredJob>[]): Promise<readonly StoredJob[]> {
  const store = new MemoryJobStore()
  return store.jobs(given.map((one) => store.add({ createdAt: 0, savedPath: '/home/ada/x', ...one })))
}

it('writes one line of text per job', async () => {
  const text = jobsText(await jobs({ name: 'a\tb\nc.txt' }, { name: 'd.txt', size: null }), 'text')
  expect(text.split('\n').map((line) => line.split('\t'))).toEqual([
    ['a b c.txt', 'queued', '10', '1970-01-01T00:00:00.000Z', 'message-1'],
    ['d.txt', 'queued', '', '1970-01-01T00:00:00.000Z', 'message-2'],
  ])
})

it('writes JSON without paths', async () => {
  const one = jobsText(await jobs({ name: 'a.txt' }), 'json')
  expect(JSON.parse(one)).toMatchObject({ name: 'a.txt', jobId: 'message-1', key: 'key-1', size: 10 })
  expect(one).not.toContain('/home')
  expect(JSON.parse(jobsText(await jobs({}, {}), 'json'))).toHaveLength(2)
})

it('writes one JSON object per line, with the times of its steps', async () => {
  const some = await jobs({ name: 'a.txt' }, {})
  const lines = exportedJobs(some, new Map([[1, { sent: 1_000 }]]), 'json-lines')
    .trimEnd()
    .split('\n')
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { name: 'a.txt', state: 'queued', times: { sent: '1970-01-01T00:00:01.000Z' } },
    { times: {} },
  ])
})

it('writes CSV that spreadsheets do not execute', async () => {
  const times = new Map([[1, { planned: 0, cancelled: Number.MAX_VALUE }]])
  const cells = exportedJobs(await jobs({ name: '=cmd|"x"' }), times, 'csv').split(',')
  expect(cells[0]).toBe('"\'=cmd|""x"""')
  const headings = exportHeader('csv').trimEnd().split(',')
  expect(cells).toHaveLength(headings.length)
  expect(cells[headings.indexOf('planned')]).toBe('1970-01-01T00:00:00.000Z')
  expect(cells.at(-1)).toBe('\r\n')
})
