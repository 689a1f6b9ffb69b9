import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { closeAgents, newAgents, plainNetwork, type Agents } from '../network/network.ts'
import type { SmallResponse } from './small-connection.ts'
import type { Origin } from './http-socket.ts'
import { SmallConnections } from './small-connections.ts'

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n'
const body = Buffer.from('body')

let sockets: Set<Socket>
let requests: string[]
let answer: (socket: Socket, request: number) => void
let server: ReturnType<typeof createServer>
let target: Origin
let agents: Agents
let connections: SmallConnections

beforeEach(async () => {
  sockets = new Set()
  requests = []
  answer = (socket) => void socket.write(`${ok}\r\nok`)
  server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes) => answer(socket, requests.push(bytes.toString())))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  target = { isTls: false, host: '127.0.0.1', port: (server.address() as AddressInfo).port }
  agents = newAgents(plainNetwork, { keepAlive: true })
  connections = new SmallConnections(agents)
})
afterEach(async () => {
  connections.close()
  closeAgents(agents)
  for (const socket of sockets) socket.destroy()
  server.close()
  await once(server, 'close')
})

function send(idleMs = 5_000): Promise<SmallResponse> {
  const request = { head: 'PUT /k HTTP/1.1\r\ncontent-length: 4\r\n\r\n', body, idleMs }
  return connections.with(target, (connection) => connection.send(request))
}

test('sends head and body, and reuses the connection', async () => {
  for (const count of [1, 2]) {
    const { reader, isComplete } = await send()
    expect({ isComplete, body: reader.body.toString() }).toEqual({ isComplete: true, body: 'ok' })
    expect(requests).toHaveLength(count)
    expect(requests.at(-1)).toBe('PUT /k HTTP/1.1\r\ncontent-length: 4\r\n\r\nbody')
  }
  expect(sockets.size).toBe(1)
})

test.each([
  ['that the server closes', `${ok}Connection: close\r\n\r\nok`],
  ['that the server is about to close', `${ok}Keep-Alive: timeout=1\r\n\r\nok`],
  ['with unsolicited bytes', `${ok}\r\nok and more`],
])('does not reuse a connection %s', async (_, response) => {
  answer = (socket) => void socket.write(response)
  for (const count of [1, 2]) {
    expect(await send()).toMatchObject({ isComplete: true })
    expect(sockets.size).toBe(count)
  }
})

test('reuses a connection while its server keeps it open', async () => {
  answer = (socket) => void socket.write(`${ok}Keep-Alive: timeout=60, max=9\r\n\r\nok`)
  await send()
  await send()
  expect(sockets.size).toBe(1)
})

test.each([
  ['before it responds', '', null],
  ['within the head', 'HTTP/1.1 200 O', null],
  ['within the body', `${ok}\r\no`, 200],
])('reports a connection that breaks %s', async (_, response, status) => {
  answer = (socket) => void socket.end(response)
  const { reader, isComplete } = await send()
  expect({ isComplete, status: reader.head?.status ?? null }).toEqual({ isComplete: false, status })
})

test('reads a response without a length until the connection ends', async () => {
  answer = (socket) => void socket.end('HTTP/1.1 200 OK\r\n\r\nall')
  const { reader, isComplete } = await send()
  expect({ isComplete, body: reader.body.toString() }).toEqual({ isComplete: true, body: 'all' })
})

test('gives up on a silent server', async () => {
  answer = () => undefined
  expect(await send(20)).toMatchObject({ isComplete: false })
})

test('opens at most 128 connections at once', async () => {
  const waiting: Socket[] = []
  answer = (socket) => void waiting.push(socket)
  const sent = Array.from({ length: 140 }, () => send())
  while (waiting.length < 128) await new Promise((resolve) => setImmediate(resolve))
  expect(sockets.size).toBe(128)
  answer = (socket) => void socket.write(`${ok}\r\nok`)
  for (const socket of waiting) socket.write(`${ok}\r\nok`)
  expect((await Promise.all(sent)).every(({ isComplete }) => isComplete)).toBe(true)
  expect(sockets.size).toBe(128)
})

test('closing ends pending requests and opens no more connections', async () => {
  answer = () => connections.close()
  expect(await send()).toMatchObject({ isComplete: false })
  await expect(send()).rejects.toThrow('closed')
})
