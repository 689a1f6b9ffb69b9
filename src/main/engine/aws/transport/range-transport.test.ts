import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { createClients } from './clients.ts'
import { RangeBody } from '../sockets/range-body.ts'
import type { Payload } from '../s3/object-source.ts'
import { S3Objects } from '../s3/s3-objects.ts'
import { testKeys, testRegion } from '../../testing/servers.ts'

const head = 'HTTP/1.1 206 Partial Content\r\nETag: "1"\r\nContent-Range: bytes 0-9/20\r\n'

/** Starts a server that responds with whatever `answer` writes, and returns a client for it. */
async function servedBy(response: (socket: Socket, request: number) => void | Promise<void>): Promise<
  AsyncDisposable & {
    readonly sockets: Set<Socket>
    read(signal?: AbortSignal): Promise<Payload>
  }
> {
  const sockets = new Set<Socket>()
  let requests = 0
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('data', () => void response(socket, (requests += 1)))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const s3Endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const clients = createClients({ region: testRegion, credentials: testKeys, s3Endpoint })
  const store = new S3Objects(clients)
  return {
    sockets,
    read: (signal) => store.get('bucket', 'key', { range: { first: 0, last: 9 }, signal }),
    async [Symbol.asyncDispose]() {
      clients.close()
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Writes text byte by byte, each in its own packet if the system allows it. */
async function trickle(socket: Socket, text: string): Promise<void> {
  for (const byte of text) {
    socket.write(byte)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test('reads responses however they are split, one after another on one connection', async () => {
  const text = `HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${head}Content-Length: 10\r\n\r\n0123456789`
  await using server = await servedBy((socket, request) =>
    request === 1 ? trickle(socket, text) : void socket.write(text),
  )
  const first = await server.read()
  expect(first).toMatchObject({ size: 20, etag: '"1"', range: { first: 0, last: 9 } })
  expect(first.stream).toBeInstanceOf(RangeBody)
  expect((await buffer(first.stream)).toString()).toBe('0123456789')
  const body = (await server.read()).stream as RangeBody
  const target = Buffer.alloc(7)
  expect(await body.fill(target)).toBe(7)
  expect(target.toString()).toBe('0123456')
  expect(await body.fill(target)).toBe(3)
  expect(target.toString()).toBe('7893456')
  expect(await body.fill(target)).toBe(0)
  expect(server.sockets.size).toBe(1)
})

test('leaves a response without a length, and all later ones, to Node', async () => {
  let requests = 0
  await using server = await servedBy((socket) => {
    requests += 1
    socket.write(`${head}Transfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n0\r\n\r\n`)
  })
  for (const asked of [2, 3]) {
    const { stream } = await server.read()
    expect(stream).not.toBeInstanceOf(RangeBody)
    expect((await buffer(stream)).toString()).toBe('0123456789')
    expect(requests).toBe(asked)
  }
})

test('fails the body with an EngineError if the connection breaks midway', async () => {
  await using server = await servedBy((socket) => {
    socket.end(`${head}Content-Length: 10\r\n\r\n01234`)
  })
  const body = (await server.read()).stream as RangeBody
  await expect(body.fill(Buffer.alloc(10))).rejects.toMatchObject({ code: 'CONNECTION_BROKEN' })
  await expect(server.read().then(({ stream }) => buffer(stream))).rejects.toMatchObject({
    code: 'CONNECTION_BROKEN',
  })
})

test('does not reuse a connection that the server has closed', async () => {
  await using server = await servedBy((socket) => {
    socket.end(`${head}Content-Length: 10\r\n\r\n0123456789`)
  })
  for (const sockets of [1, 2]) {
    expect((await buffer((await server.read()).stream)).toString()).toBe('0123456789')
    expect(server.sockets.size).toBe(sockets)
    for (const socket of server.sockets) if (!socket.closed) await once(socket, 'close')
  }
})

test('a cancel ends the wait for a response, and a body in progress', async () => {
  const asked = new AbortController()
  const read = new AbortController()
  await using server = await servedBy((socket, request) => {
    if (request === 1) asked.abort()
    else socket.write(`${head}Content-Length: 10\r\n\r\n01234`)
  })
  await expect(server.read(asked.signal)).rejects.toMatchObject({ code: 'CANCELLED' })
  const body = (await server.read(read.signal)).stream as RangeBody
  const filling = body.fill(Buffer.alloc(10), () => setImmediate(() => read.abort()))
  await expect(filling).rejects.toMatchObject({ code: 'CANCELLED' })
})
