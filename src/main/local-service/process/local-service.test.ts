import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs'
import { expect, test } from 'vitest'
import { Harness, keys, takenPort, temporaryFolder } from '../testing/harness.ts'

const Bucket = 'remotejobs-in-demo'

test('starts, reports its states, stops and frees its port', async () => {
  await using folder = await temporaryFolder()
  const harness = new Harness(folder.path)
  expect(harness.service.snapshot).toMatchObject({ state: 'stopped', endpoint: null })
  const [one, two] = await Promise.all([harness.service.start(), harness.service.start()])
  expect(one).toEqual(two)
  expect(one).toMatchObject({
    state: 'ready',
    endpoint: `http://127.0.0.1:${one.port}`,
    error: null,
    restarts: 0,
  })
  await harness.service.stop()
  expect(harness.service.snapshot).toMatchObject({ state: 'stopped', endpoint: null, port: one.port })
  expect(harness.snapshots.map(({ state }) => state)).toEqual(['starting', 'ready', 'stopped'])
  const [refused] = (await once(connect(one.port, '127.0.0.1'), 'error')) as [NodeJS.ErrnoException]
  expect(refused.code).toBe('ECONNREFUSED')
})

test('everything confirmed survives a kill, at the same address', async () => {
  await using folder = await temporaryFolder()
  const harness = new Harness(folder.path)
  const endpoint = await harness.ready()
  const s3 = harness.s3(endpoint)
  const sqs = harness.sqs(endpoint)
  await s3.send(new CreateBucketCommand({ Bucket }))
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'demo-pending' }))
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'claimed' }))
  await sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 600 }))
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'waiting' }))
  await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'payload', Metadata: { name: 'n' } }))

  expect(await harness.crash()).toBe(endpoint)
  expect(harness.service.snapshot.restarts).toBe(1)
  expect(harness.snapshots.find(({ state }) => state === 'failed')?.error?.code).toBe('LOCAL_STOPPED')
  const object = await s3.send(new GetObjectCommand({ Bucket, Key: 'k' }))
  expect(await object.Body?.transformToString()).toBe('payload')
  expect(object.Metadata).toEqual({ name: 'n' })
  const received = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
  expect(received.Messages?.map(({ Body }) => Body)).toEqual(['waiting'])
  await harness.service.stop()
})

test('a kill in the middle of an upload keeps the old object and leaves no temporary files', async () => {
  await using folder = await temporaryFolder()
  const harness = new Harness(folder.path)
  const s3 = harness.s3(await harness.ready())
  await s3.send(new CreateBucketCommand({ Bucket }))
  await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'old' }))
  const incoming = join(folder.path, 's3', 'incoming')
  const before = await readdir(incoming)
  const { pid } = harness.service
  if (pid === undefined) throw new Error('There is no process.')
  const body = Readable.from(
    (async function* () {
      let killed = false
      for (;;) {
        yield new Uint8Array(1_000_000)
        // The server has created a temporary file, so it has received a part of the new object.
        if (killed || (await readdir(incoming)).length === before.length) continue
        process.kill(pid, 'SIGKILL')
        killed = true
      }
    })(),
  )
  const again = harness.next(({ state }) => state === 'ready')
  await expect(
    s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: body, ContentLength: 1_000_000_000 })),
  ).rejects.toBeInstanceOf(Error)
  await again
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'k' }))
  expect(head.ContentLength).toBe(3)
  expect(await readdir(incoming)).toEqual(before)
  await harness.service.stop()
})

test('reports changes of queues and messages, but not reads', async () => {
  await using folder = await temporaryFolder()
  const harness = new Harness(folder.path)
  const sqs = harness.sqs(await harness.ready())
  let reports = 0
  let next = Promise.withResolvers<void>()
  harness.onQueuesChanged = () => {
    reports += 1
    next.resolve()
  }
  const reported = async <T>(call: () => Promise<T>): Promise<T> => {
    next = Promise.withResolvers()
    const result = await call()
    await next.promise
    return result
  }
  const { QueueUrl } = await reported(() => sqs.send(new CreateQueueCommand({ QueueName: 'demo-pending' })))
  await reported(() => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' })))
  const before = reports
  await sqs.send(new GetQueueUrlCommand({ QueueName: 'demo-pending' }))
  await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
  expect(reports).toBe(before)
  await reported(() => sqs.send(new ReceiveMessageCommand({ QueueUrl })))
  await harness.service.stop()
})

test('a port in use is reported with a hint, and another port works', async () => {
  await using folder = await temporaryFolder()
  await using taken = await takenPort()
  const harness = new Harness(folder.path, taken.port)
  const failed = await harness.service.start()
  expect(failed).toMatchObject({ state: 'failed', port: taken.port, endpoint: null })
  expect(failed.error).toMatchObject({
    code: 'LOCAL_PORT_TAKEN',
    hint: `Close the program that uses port ${taken.port}, or press "Use another port" in Settings.`,
  })
  const ready = await harness.service.useAnotherPort()
  expect(ready.state).toBe('ready')
  expect(ready.port).not.toBe(taken.port)
  await harness.service.stop()
})

test('waits for a port that is about to be freed', async () => {
  await using folder = await temporaryFolder()
  const taken = await takenPort()
  const harness = new Harness(folder.path, taken.port)
  const starting = harness.service.start()
  await taken[Symbol.asyncDispose]()
  expect(await starting).toMatchObject({ state: 'ready', port: taken.port })
  await harness.service.stop()
})

test('finds the queues under the new address after the port changes', async () => {
  await using folder = await temporaryFolder()
  const harness = new Harness(folder.path)
  const first = harness.sqs(await harness.ready())
  await first.send(new CreateQueueCommand({ QueueName: 'demo-pending' }))
  await first.send(
    new SendMessageCommand({ QueueUrl: 'http://x/000000000000/demo-pending', MessageBody: 'm' }),
  )
  const { endpoint } = await harness.service.useAnotherPort()
  const { QueueUrl } = await harness
    .sqs(endpoint ?? '')
    .send(new GetQueueUrlCommand({ QueueName: 'demo-pending' }))
  expect(QueueUrl).toBe(`${endpoint}/000000000000/demo-pending`)
  await harness.service.stop()
})

test('a folder that cannot be written is reported with a hint', async () => {
  await using folder = await temporaryFolder()
  await writeFile(join(folder.path, 'file'), '')
  const harness = new Harness(join(folder.path, 'file', 'data'))
  const failed = await harness.service.start()
  expect(failed).toMatchObject({ state: 'failed', error: { code: 'LOCAL_FOLDER_UNWRITABLE' } })
  expect(failed.error?.hint).not.toBe('')
})

test('rejects a second server on the same folder', async () => {
  await using folder = await temporaryFolder()
  const first = new Harness(folder.path)
  const s3 = first.s3(await first.ready())
  const second = new Harness(folder.path)
  expect(await second.service.start()).toMatchObject({
    state: 'failed',
    error: { code: 'LOCAL_FOLDER_UNWRITABLE' },
  })
  await s3.send(new CreateBucketCommand({ Bucket }))
  await first.service.stop()
})

test('a server that cannot be launched is retried and can be stopped', async () => {
  await using folder = await temporaryFolder()
  const harness = new Harness(folder.path)
  let launches = 0
  harness.launch = () => {
    launches += 1
    if (launches < 3) throw new Error('no such program')
    return Harness.prototype.launch.call(harness)
  }
  const ready = harness.next(({ state }) => state === 'ready')
  expect(await harness.service.start()).toMatchObject({ state: 'failed', error: { code: 'INTERNAL' } })
  expect(await ready).toMatchObject({ restarts: 2 })
  await harness.service.stop()
})

test('stopping kills a server that hangs', async () => {
  await using folder = await temporaryFolder()
  const harness = new Harness(folder.path)
  await harness.ready()
  const { pid = 0 } = harness.service
  process.kill(pid, 'SIGSTOP')
  await harness.service.stop({ deadlineMs: 50 })
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})

test('stopping does not wait for open polls and uploads', async () => {
  await using folder = await temporaryFolder()
  const harness = new Harness(folder.path)
  const endpoint = await harness.ready()
  const sqs = harness.sqs(endpoint)
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'demo-pending' }))
  const poll = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }))
  const upload = httpRequest(`${endpoint}/x/y`, { method: 'PUT', headers: { 'content-length': '10' } })
  upload.write('half')
  const cut = once(upload, 'close')
  upload.on('error', () => undefined)
  await sqs.send(new GetQueueUrlCommand({ QueueName: 'demo-pending' }))
  const refused = poll.catch((error: unknown) => error)
  const { pid = 0 } = harness.service
  await harness.service.stop({ deadlineMs: 10_000 })
  expect(await refused).toBeInstanceOf(Error)
  await cut
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})

test('the server exits when its parent is killed', async () => {
  await using folder = await temporaryFolder()
  const parent = fork(fileURLToPath(new URL('../testing/parent.ts', import.meta.url)), [folder.path], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    execPath: process.execPath,
  })
  const [{ endpoint }] = (await once(parent, 'message')) as [{ endpoint: string }]
  const { port } = new URL(endpoint)
  const line = connect(Number(port), '127.0.0.1')
  await once(line, 'connect')
  const closed = once(line, 'close')
  parent.kill('SIGKILL')
  await closed
  // The folder's lock is free again, so the process itself has exited, not just its socket.
  const next = new Harness(folder.path, Number(port))
  const s3 = next.s3(await next.ready(), keys)
  await s3.send(new CreateBucketCommand({ Bucket }))
  expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0)
  await next.service.stop()
})
