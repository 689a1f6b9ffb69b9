import { once } from 'node:events'
import type { Server } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHttpServer } from '../process/http-server.ts'
import { ObjectServer } from '../s3/object-server.ts'
import { QueueService } from '../sqs/queue-service.ts'
import { keys, temporaryFolder } from '../testing/harness.ts'
import { sendSigned, signedHeaders } from '../testing/signed-exchange.ts'
import type { PlainRequest } from '../testing/signed-exchange.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let server: Server
let queues: QueueService
let endpoint: string

beforeAll(async () => {
  folder = await temporaryFolder()
  const region = 'us-west-1'
  const objects = await ObjectServer.open(join(folder.path, 's3'))
  queues = QueueService.open(join(folder.path, 'sqs'), region, 'http://127.0.0.1:1')
  const limits = { headersMs: 200, idleMs: 200, heldMs: 400, droppedMs: 200 }
  server = createHttpServer({ ...keys, region }, () => ({ objects, queues }), { limits })
  server.listen({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await sendSigned(endpoint, { service: 's3', method: 'PUT', path: '/bucket' })
})

afterAll(async () => {
  server.closeAllConnections()
  server.close()
  queues.close()
  await folder[Symbol.asyncDispose]()
})

/** Resolves with everything that the server has sent when it closes the connection. */
function received(socket: Socket): Promise<string> {
  let said = ''
  socket.setEncoding('latin1')
  socket.on('data', (text: string) => (said += text))
  socket.on('error', () => undefined)
  return new Promise((resolve) => {
    socket.on('close', () => resolve(said))
  })
}

function open(): Socket {
  const { hostname, port } = new URL(endpoint)
  return connect(Number(port), hostname)
}

/** Returns the head of a signed request. Its body is sent separately. */
function headOf(request: PlainRequest, more: string): string {
  const {
    'content-length': _,
    'x-amz-content-sha256': hash = '',
    ...headers
  } = signedHeaders(endpoint, request)
  const kept = more.includes('unhashed') ? headers : { ...headers, 'x-amz-content-sha256': hash }
  const lines = Object.entries(kept).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${request.method} ${request.path} HTTP/1.1\r\n${lines.join('')}content-length: 2000000\r\n\r\n`
}

const callToSqs: PlainRequest = {
  service: 'sqs',
  method: 'POST',
  path: '/',
  headers: { 'x-amz-target': 'AmazonSQS.ListQueues', 'content-type': 'application/x-amz-json-1.0' },
}

test('a silent connection is closed', async () => {
  expect(await received(open())).toMatch(/^HTTP\/1\.1 408 /)
})

test('headers that never end are cut off', async () => {
  const socket = open()
  socket.write('GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n')
  const dripping = setInterval(() => socket.write('x-a: b\r\n'), 20)
  expect(await received(socket)).toMatch(/^HTTP\/1\.1 408 /)
  clearInterval(dripping)
})

test('neither service waits for a body that stops', async () => {
  const queue = open()
  queue.write(headOf(callToSqs, 'unhashed') + 'x'.repeat(1_000_000))
  const object = open()
  object.write(headOf({ service: 's3', method: 'PUT', path: '/bucket/key' }, '') + 'x'.repeat(1_000))
  const document = open()
  document.write(headOf({ service: 's3', method: 'POST', path: '/bucket?delete' }, '') + '<Delete>')
  const responses = await Promise.all([queue, object, document].map(received))
  expect(responses[0]).toContain('com.amazonaws.sqs#RequestTimeout')
  expect(responses[1]).toContain('<Code>RequestTimeout</Code>')
  expect(responses[2]).toContain('<Code>RequestTimeout</Code>')
})

test('a small body that arrives very slowly times out', async () => {
  const socket = open()
  socket.write(headOf(callToSqs, 'unhashed'))
  const dripping = setInterval(() => socket.write('x'), 20)
  socket.once('data', () => clearInterval(dripping))
  expect(await received(socket)).toContain('com.amazonaws.sqs#RequestTimeout')
  clearInterval(dripping)
})

test('a large object may take longer while its bytes keep arriving', async () => {
  const body = Buffer.alloc(200_000, 'x')
  const { 'content-length': length = '', ...headers } = signedHeaders(endpoint, {
    service: 's3',
    method: 'PUT',
    path: '/bucket/slow',
    body,
  })
  const socket = open()
  const lines = Object.entries({ ...headers, connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  socket.write(`PUT /bucket/slow HTTP/1.1\r\n${lines.join('')}content-length: ${length}\r\n\r\n`)
  const said = received(socket)
  let sent = 0
  await new Promise<void>((resolve) => {
    const dripping = setInterval(() => {
      socket.write(body.subarray(sent, sent + 10_000))
      sent += 10_000
      if (sent < body.length) return
      clearInterval(dripping)
      resolve()
    }, 50)
  })
  expect(await said).toMatch(/^HTTP\/1\.1 200 /)
})
