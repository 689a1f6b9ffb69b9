import { afterAll, beforeAll, expect, it } from 'vitest'
import { createClients, type EngineClients } from '../transport/clients.ts'
import { s3IdleMs } from '../transport/s3-clients.ts'
import { SqsQueue } from './sqs-queue.ts'
import { expectCode } from '../../testing/expect-code.ts'
import { close, listen } from '../../testing/servers.ts'

let server: Awaited<ReturnType<typeof listen>>
let clients: EngineClients

beforeAll(async () => {
  // Responds only to ChangeMessageVisibility, with an error, and to GetQueueUrl unless it stalls.
  server = await listen((request, response) => {
    const target = String(request.headers['x-amz-target'])
    if (target.endsWith('GetQueueUrl') && !stalls) {
      response.end(JSON.stringify({ QueueUrl: 'http://127.0.0.1/0/q' }))
    } else if (target.endsWith('ChangeMessageVisibility')) {
      response.writeHead(403, { 'content-type': 'application/x-amz-json-1.0' })
      response.end(JSON.stringify({ __type: 'com.amazonaws.sqs#AccessDenied', message: 'no' }))
    }
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  clients = createClients({
    region: 'us-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    sqsEndpoint: `http://127.0.0.1:${port}`,
  })
})
afterAll(async () => {
  clients.close()
  await close(server)
})

let stalls = false

it('stops waiting at once for a lookup that other callers share', async () => {
  stalls = true
  const queue = new SqsQueue(clients, 'q')
  const other = queue.getUrl().catch(() => undefined)
  const abort = new AbortController()
  const waiting = expectCode(queue.getUrl({ signal: abort.signal }), 'CANCELLED')
  // The server never responds, so only the signal can end the wait.
  abort.abort()
  await waiting
  await expectCode(queue.send('x', { signal: AbortSignal.timeout(20) }), 'CANCELLED')
  clients.sqs.destroy()
  void other
})

it('names the failed action: a release or a renewal', async () => {
  stalls = false
  const queue = new SqsQueue(clients, 'q')
  await expect(queue.changeVisibility('h', 0)).rejects.toThrow('Releasing the job')
  await expect(queue.changeVisibility('h', 30)).rejects.toThrow('Renewing the lease')
})

it('waits a minute for an S3 server that flushes to disk', async () => {
  const { config } = clients.s3
  const handler = config.requestHandler as unknown as { configProvider: Promise<{ socketTimeout: number }> }
  expect((await handler.configProvider).socketTimeout).toBe(60_000)
  expect(s3IdleMs).toBe(60_000)
})

it('reads counts from a server without redrive policies', async () => {
  const asked: string[][] = []
  const plain = await listen((request, response) => {
    const target = String(request.headers['x-amz-target'])
    if (target.endsWith('GetQueueUrl')) {
      response.end(JSON.stringify({ QueueUrl: 'http://127.0.0.1/0/q' }))
      return
    }
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const names = (JSON.parse(body) as { AttributeNames: string[] }).AttributeNames
      asked.push(names)
      if (names.includes('RedrivePolicy')) {
        response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' })
        response.end(JSON.stringify({ __type: 'com.amazonaws.sqs#InvalidAttributeName', message: 'no' }))
      } else response.end(JSON.stringify({ Attributes: { ApproximateNumberOfMessages: '3' } }))
    })
  })
  const address = plain.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const own = createClients({
    region: 'us-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    sqsEndpoint: `http://127.0.0.1:${port}`,
  })
  const queue = new SqsQueue(own, 'q')
  expect((await queue.attributes()).visible).toBe(3)
  expect(queue.deadLetter).toBeNull()
  await queue.attributes()
  // First the fast path, then the SDK, whose error says why.
  expect(asked.map((names) => names.includes('RedrivePolicy'))).toEqual([true, true, false, false])
  own.close()
  await close(plain)
})
