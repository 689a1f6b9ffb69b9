import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { QueueConfig } from '../../../shared/queues/queues.ts'
import { JobQueue, type Job } from '../job-queue/job-queue.ts'
import { Peer } from '../testing/peer.ts'
import { startServers, testKeys, type TestServers } from '../testing/servers.ts'

let servers: TestServers
beforeAll(async () => void (servers = await startServers()))
afterAll(() => servers.stop())

const layouts: readonly QueueConfig[] = [
  { name: 'one', layout: 'in-out', statuses: ['pending', 'inprogress', 'completed'] },
  { name: 'two', layout: 'single', statuses: ['pending', 'completed'] },
]

describe.each(layouts)('a remotejob peer with the $layout layout', (config) => {
  let queue: JobQueue
  let peer: Peer
  const next = async (status: string): Promise<Job> => {
    const job = await queue.next(status, { waitSeconds: 5 })
    if (!job) throw new Error('No job arrived.')
    return job
  }
  beforeAll(async () => {
    queue = new JobQueue({ config, clients: servers.clients() })
    peer = new Peer({ ...config, ...servers, keys: testKeys })
    await queue.ensure()
  })
  afterAll(() => peer.close())

  it('creates buckets and queues that we can use', async () => {
    const name = `${config.name}-peer`
    const other = new Peer({ ...config, name, ...servers, keys: testKeys })
    await other.connect()
    const ours = new JobQueue({ config: { ...config, name }, clients: servers.clients() })
    expect(await ours.ensure()).toEqual([])
    await other.submit({ key: 'a', body: 'made in the other region' })
    expect(await ours.next('pending', { waitSeconds: 5 })).toMatchObject({ key: 'a' })
    other.close()
  })

  it('reads one of our fields as a separate property, with its type', async () => {
    await peer.send(JSON.stringify({ id: 7, Name: 'Cat', n: [1], bucket: peer.bucket('in'), key: 'k' }))
    const job = await peer.next()
    expect(job).toMatchObject({ id: 7, Name: 'Cat', n: [1] })
    await peer.acknowledge(job)
    await peer.send('[1')
    const empty = await peer.next()
    expect(Object.keys(empty)).toEqual(['data', 'id'])
    await peer.acknowledge(empty)
  })

  it('submits jobs that we can claim', async () => {
    const id = await peer.submit({ key: 'a b/ü', name: 'Cat Montage', body: 'meow' })
    const job = await next('pending')
    expect(job).toMatchObject({
      id,
      queue: config.name,
      status: 'pending',
      fields: { name: 'Cat Montage' },
      bucket: peer.bucket('in'),
      key: 'a b/ü',
      error: null,
      foreign: false,
      receivedCount: 1,
    })
    const payload = await queue.download({ bucket: job.bucket ?? '', key: job.key ?? '' })
    expect(await text(payload.stream)).toBe('meow')
    await queue.acknowledge(job)
    expect((await queue.depths()).pending).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
  })

  it('claims jobs that we submit', async () => {
    const { jobId, key } = await queue.submit({
      body: 'purr',
      fields: { name: '猫  Größe ', FileName: 'ü.jpg' },
    })
    const job = await peer.next()
    expect(job).toMatchObject({
      id: jobId,
      name: '猫  Größe ',
      filename: 'ü.jpg',
      bucket: peer.bucket('in'),
      key,
    })
    expect(await peer.read(job)).toBe('purr')
    await peer.acknowledge(job)
    expect((await queue.depths()).pending).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
  })

  it('sends non-ASCII text that we can read', async () => {
    await peer.store('in', { key: 'u', body: '' })
    await peer.send(
      JSON.stringify({ name: '猫', filename: 'Größe.jpg', bucket: peer.bucket('in'), key: 'u' }),
    )
    const job = await next('pending')
    expect(job.fields).toEqual({ name: '猫', filename: 'Größe.jpg' })
    await queue.acknowledge(job)
  })

  it('receives the results of its jobs', async () => {
    const id = await peer.submit({ name: 'Cat', owner: 'me', body: 'in' })
    const results = await queue.complete(await next('pending'), [
      { body: 'first', fields: { filename: 'a.txt' } },
      { key: 'second', body: 'two' },
    ])
    expect(results.map(({ key }) => key)).toEqual([`${id}-output`, `${id}-second`])
    const got = [await peer.next('completed'), await peer.next('completed')]
    expect(got.map((job) => String(job['key'])).toSorted()).toEqual([`${id}-output`, `${id}-second`])
    for (const job of got) {
      expect(job).toMatchObject({ name: 'Cat', owner: 'me', job: id, bucket: peer.bucket('out') })
      expect(await peer.read(job)).toBe(job['key'] === `${id}-output` ? 'first' : 'two')
      await peer.acknowledge(job, 'completed')
    }
    expect((await queue.depths()).pending).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
  })

  it('gets its values back with their types after a start and a completion', async () => {
    await peer.store('in', { key: 'typed', body: 'in' })
    const values = {
      width: 640,
      big: 1.5,
      none: null,
      yes: true,
      tags: ['a', 1],
      opts: { q: 1 },
      name: 'Cat',
    }
    const sent = JSON.stringify({ key: 'typed', ...values, bucket: peer.bucket('in') }, null, 1)
    await peer.send(sent)
    const job = await next('pending')
    expect(job.fields).toMatchObject({ width: '640', opts: '{"q":1}' })
    const working = config.statuses[1] ?? ''
    await queue.start(job, { status: working })
    const started = await next(working)
    expect(started.rawBody).toBe(sent)
    await queue.complete(started, [{ body: 'out', fields: { name: 'Dog' } }])
    const result = await peer.next('completed')
    const { id: _, ...rest } = result
    expect(rest).toMatchObject({ ...values, name: 'Dog', bucket: peer.bucket('out') })
    expect(result['key']).toBe(`${String(result['job'])}-output`)
    await peer.acknowledge(result, 'completed')
  })

  it('sends results that we can read, including `<id>-undefined`', async () => {
    const key = await peer.store('out', { key: 'x-undefined', body: 'late' })
    expect(await text((await queue.retrieve('out', key)).stream)).toBe('late')
    await peer.remove('out', key)
  })
})
