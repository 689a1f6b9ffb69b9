import { appendFile, chmod, mkdir, rename, symlink, truncate, writeFile } from 'node:fs/promises'
import { execFileSync } from 'node:child_process'
import { appendFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { QueueConfig } from '../../../shared/queues/queues.ts'
import { listFolder } from '../files/walk-folder.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { expectCode } from '../testing/expect-code.ts'
import { startServers, type TestServers } from '../testing/servers.ts'

const config: QueueConfig = {
  name: 'bad',
  layout: 'in-out',
  statuses: ['pending', 'inprogress', 'completed'],
}
const big = 12_000_000
let servers: TestServers
let queue: JobQueue
/** Uses fauxqs, which, like AWS, stores nothing if an upload is interrupted. */
let fauxStore: JobQueue
let folder: string

beforeAll(async () => {
  servers = await startServers()
  queue = new JobQueue({ config, clients: servers.clients() })
  await queue.ensure()
  fauxStore = new JobQueue({ config, clients: servers.clients({ s3Endpoint: servers.sqsEndpoint }) })
  await fauxStore.ensure()
  folder = join(servers.folder, 'files')
  await mkdir(folder)
})
afterAll(() => servers.stop())

const storedKeys = async (): Promise<readonly string[]> =>
  (await queue.list('in')).objects.map(({ key }) => key)

describe('a file', () => {
  it('is uploaded completely, with progress', async () => {
    const path = join(folder, 'whole')
    await writeFile(path, Buffer.alloc(big, 7))
    let last: readonly number[] = []
    const { key, size } = await queue.store(
      'out',
      { body: { path } },
      { onProgress: (...now) => (last = now) },
    )
    expect([size, last]).toEqual([big, [big, big]])
    expect((await queue.describeObject('out', key)).size).toBe(big)
  })

  it('may be empty', async () => {
    const path = join(folder, 'empty')
    await writeFile(path, '')
    const { jobId, key } = await queue.submit({ body: { path } })
    expect(jobId).not.toBe('')
    expect((await queue.describeObject('in', key)).size).toBe(0)
    await queue.remove('in', key)
  })

  it('must exist, be a file and be readable', async () => {
    await expectCode(queue.submit({ body: { path: join(folder, 'missing') } }), 'FILE_NOT_FOUND')
    await expectCode(queue.submit({ body: { path: folder } }), 'FILE_UNREADABLE')
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    await expectCode(queue.submit({ body: { path: pipe } }), 'FILE_UNREADABLE')
    const sparse = join(folder, 'sparse')
    await writeFile(sparse, '')
    await truncate(sparse, 5 * 1_024 ** 4 + 1)
    await expectCode(queue.submit({ body: { path: sparse } }), 'FILE_TOO_LARGE')
    expect(await storedKeys()).toEqual([])
  })

  it.skipIf(process.getuid?.() === 0)('rejects a forbidden one', async () => {
    const path = join(folder, 'forbidden')
    await writeFile(path, 'x')
    await chmod(path, 0)
    await expectCode(queue.submit({ body: { path } }), 'FILE_UNREADABLE')
  })

  it.each([
    ['shrinks', (path: string) => truncate(path, 2_000_000)],
    ['grows', (path: string) => appendFile(path, 'more')],
    ['is written to', (path: string) => writeFile(path, Buffer.alloc(big, 9))],
    [
      'is replaced',
      async (path: string) => {
        await writeFile(`${path}.new`, Buffer.alloc(big, 9))
        await rename(`${path}.new`, path)
      },
    ],
  ])('that %s during its upload is not submitted', async (what, change) => {
    const path = join(folder, what)
    const before = await queue.depths()
    for (const key of [undefined, 'kept']) {
      await writeFile(path, Buffer.alloc(big, 7))
      let changing: Promise<void> | null = null
      const upload = queue.submit(
        { key, body: { path } },
        { onProgress: () => void (changing ??= change(path)) },
      )
      await expectCode(upload, 'FILE_CHANGED')
      await (changing as Promise<void> | null)
      expect(await storedKeys()).toEqual([])
    }
    expect(await queue.depths()).toEqual(before)
  })

  it.each([
    ['shrinks', (path: string) => truncateSync(path, 9)],
    ['grows', (path: string) => appendFileSync(path, 'more')],
  ])('that %s leaves the previous object under its key', async (what, change) => {
    const path = join(folder, `again-${what}`)
    await writeFile(path, Buffer.alloc(8_000_000, 7))
    await fauxStore.store('in', { key: 'k', body: 'previous' })
    const onProgress = (done: number): void => void (done < 1_000_000 && change(path))
    await expectCode(fauxStore.store('in', { key: 'k', body: { path } }, { onProgress }), 'FILE_CHANGED')
    expect((await fauxStore.describeObject('in', 'k')).size).toBe('previous'.length)
  })

  it('leaves nothing behind when its upload is cancelled', async () => {
    const path = join(folder, 'cancelled')
    await writeFile(path, Buffer.alloc(big, 7))
    for (const key of [undefined, 'mine']) {
      const stop = new AbortController()
      const start = performance.now()
      const upload = queue.submit(
        { key, body: { path } },
        { signal: stop.signal, onProgress: () => stop.abort() },
      )
      await expectCode(upload, 'CANCELLED')
      expect(performance.now() - start).toBeLessThan(3_000)
      expect(await storedKeys()).toEqual([])
    }
  })
})

describe('fields', () => {
  it.each([
    ['FIELD_RESERVED', { Bucket: 'x' }],
    ['FIELD_NAME_INVALID', { 'a b': 'x' }],
    ['METADATA_TOO_LARGE', { a: 'ü'.repeat(1_000) }],
  ] as const)('are rejected before anything is sent: %s', async (code, fields) => {
    await expectCode(queue.submit({ body: 'x', fields: { ...fields } }), code)
    expect(await storedKeys()).toEqual([])
  })
})

describe('a folder', () => {
  it('is listed with its links, without loops, skipping unreadable entries', async () => {
    const root = join(folder, 'tree')
    await mkdir(join(root, 'b'), { recursive: true })
    await writeFile(join(root, 'b', 'ü.txt'), '123')
    await writeFile(join(root, 'a.txt'), '1')
    await symlink(root, join(root, 'b', 'loop'))
    await symlink('self', join(root, 'self'))
    await symlink(join(root, 'nowhere'), join(root, 'broken'))
    await symlink(join(root, 'a.txt'), join(root, 'link.txt'))
    const { files, unreadable } = await listFolder(root)
    expect(files.map(({ relativePath, size }) => [relativePath, size])).toEqual([
      ['a.txt', 1],
      ['b/ü.txt', 3],
      ['link.txt', 1],
    ])
    expect(unreadable.map(({ relativePath, error }) => [relativePath, error.code])).toEqual([
      ['broken', 'FILE_NOT_FOUND'],
      ['self', 'FILE_UNREADABLE'],
    ])
    await expectCode(listFolder(join(root, 'none')), 'FILE_NOT_FOUND')
    await expectCode(listFolder(root, { signal: AbortSignal.abort() }), 'CANCELLED')
  })
})

describe('a connection', () => {
  it('with wrong keys fails with CREDENTIALS in every call', async () => {
    for (const credentials of [
      { accessKeyId: 'S3RVER', secretAccessKey: 'wrong' },
      { accessKeyId: 'nobody', secretAccessKey: 'wrong' },
    ]) {
      const wrong = new JobQueue({ config, clients: servers.clients({ credentials }) })
      await expectCode(wrong.describe(), 'CREDENTIALS')
      await expectCode(wrong.ensure(), 'CREDENTIALS')
      await expectCode(wrong.list('in'), 'CREDENTIALS')
      await expectCode(wrong.submit({ body: 'x' }), 'CREDENTIALS')
      await expectCode(wrong.trigger('x'), 'CREDENTIALS')
      await expectCode(wrong.retrieve('in', 'x'), 'CREDENTIALS')
    }
  })

  it('without keys fails with CREDENTIALS', async () => {
    const none = new JobQueue({ config, clients: servers.clients({ credentials: noCredentials }) })
    await expectCode(none.describe(), 'CREDENTIALS')
    await expectCode(none.next('pending'), 'CREDENTIALS')
  })

  it('that is rejected fails with a clear error', async () => {
    const s3Endpoint = 'http://127.0.0.1:1'
    const nobody = new JobQueue({ config, clients: servers.clients({ s3Endpoint, sqsEndpoint: s3Endpoint }) })
    for (const call of [
      () => nobody.list('in'),
      () => nobody.next('pending'),
      () => nobody.describe(),
      () => nobody.depths(),
    ]) {
      const error = await expectCode(call, 'CONNECTION_REFUSED')
      expect(error).toMatchObject({
        retryable: true,
        message: expect.stringContaining('nothing is listening') as string,
      })
    }
  })
})

describe('a deleted queue', () => {
  it('is reported by every call, and nothing is stored for it', async () => {
    const gone = new JobQueue({ config: { ...config, name: 'gone' }, clients: servers.clients() })
    await gone.ensure()
    await gone.submit({ body: 'x' })
    const job = await gone.next('pending', { waitSeconds: 5 })
    if (!job) throw new Error('No job arrived.')
    servers.sqs.deleteQueue('gone-pending', { region: 'us-west-1' })
    await expectCode(gone.depths(), 'QUEUE_NOT_FOUND')
    await expectCode(gone.next('pending'), 'QUEUE_NOT_FOUND')
    await expectCode(gone.acknowledge(job), 'QUEUE_NOT_FOUND')
    await expectCode(gone.submit({ key: 'never', body: 'x' }), 'QUEUE_NOT_FOUND')
    expect((await gone.list('in')).objects.map(({ key }) => key)).not.toContain('never')
    expect(await gone.ensure()).toEqual([{ kind: 'queue', name: 'gone-pending', state: 'exists' }])
    expect(await gone.submit({ body: 'x' })).toBeDefined()
  })
})

describe('a missing bucket', () => {
  it('is named in the error', async () => {
    const none = new JobQueue({ config: { ...config, name: 'none' }, clients: servers.clients() })
    expect((await expectCode(none.list('in'), 'BUCKET_NOT_FOUND')).message).toContain('remotejobs-in-none')
    await expectCode(none.store('in', { body: 'x' }), 'BUCKET_NOT_FOUND')
    await expectCode(none.retrieve('in', 'x'), 'BUCKET_NOT_FOUND')
  })
})

function noCredentials(): Promise<never> {
  return Promise.reject(Object.assign(new Error('no profile'), { name: 'CredentialsProviderError' }))
}
