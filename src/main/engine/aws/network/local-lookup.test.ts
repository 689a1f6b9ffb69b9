import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HttpSocket } from '../sockets/http-socket.ts'
import { transferWorkerUrl } from '../../testing/transfer-threads.ts'
import { TransferThreads } from '../threads/transfer-threads.ts'
import type { ThreadReply } from '../threads/thread-message.ts'
import { localLookup } from './local-lookup.ts'
import { type Network, newAgents, plainNetwork, plainOptions } from './network.ts'
import { sendText } from './send-text.ts'

/** A name that every system resolves to the public address 8.8.8.8, even without a network. */
const publicName = '134744072'
const careful: Network = { ...plainNetwork, keepsPlainLocal: true }
const refused = { code: 'ERR_PUBLIC_ADDRESS', message: `${publicName} has the public address 8.8.8.8` }

let server: Server
let port: number
beforeAll(async () => {
  server = createServer((_request, response) => response.end('hello')).listen(0, 'localhost')
  await once(server, 'listening')
  ;({ port } = server.address() as AddressInfo)
})
afterAll(() => server.close())

/** Connects to a name, without `URL`, which would turn it into an address. */
function ask(network: Network, name: string): Promise<unknown> {
  const agents = newAgents(network, { keepAlive: false })
  return new Promise((resolve, reject) => {
    const agent = agents.httpAgent as unknown as {
      createConnection(options: object): NodeJS.EventEmitter & { destroy(): void }
      readonly options: object
    }
    const socket = agent.createConnection({ ...agent.options, host: name, port })
    socket.once('connect', () => (socket.destroy(), resolve('connected')))
    socket.once('error', reject)
  })
}

test('refuses a plain request to a name with a public address', async () => {
  await expect(ask(careful, publicName)).rejects.toMatchObject(refused)
  await expect(ask(careful, 'localhost')).resolves.toBe('connected')
})

test('refuses a range socket to a name with a public address', async () => {
  const timeouts = { connectMs: 5_000, idleMs: 5_000 }
  const options = { tls: { rejectUnauthorized: true }, plain: plainOptions(careful) }
  const socket = new HttpSocket({ isTls: false, host: publicName, port }, timeouts, options)
  await expect(socket.request('GET / HTTP/1.1\r\n\r\n')).rejects.toMatchObject(refused)
  const near = new HttpSocket({ isTls: false, host: 'localhost', port }, timeouts, options)
  expect((await near.request('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n')).status).toBe(200)
  near.destroy()
})

test('connects no transfer thread to a name with a public address', async () => {
  const threads = new TransferThreads(transferWorkerUrl)
  const thread = threads.take()
  if (thread === null) throw new Error('There is no thread.')
  const pool = threads.newPool()
  const timeouts = { connectMs: 5_000, idleMs: 5_000 }
  thread.setUp({ pool, timeouts, caCertificates: [], keepsPlainLocal: true, plainProxy: null })
  const reply = await new Promise<ThreadReply>((resolve) => {
    const id = thread.begin(resolve)
    const origin = { isTls: false, host: publicName, port }
    thread.post({ type: 'get', id, pool, origin, head: 'GET / HTTP/1.1\r\n\r\n' })
  })
  expect(reply).toMatchObject({ type: 'failed', error: refused })
  await threads.close()
})

test('a proxy may be outside the local network', async () => {
  const proxies = { http: new URL('http://proxy.example:3128'), https: null, except: [] }
  const { lookup } = plainOptions({ ...careful, proxies })
  expect(lookup).toBeDefined()
  await expect(resolved(localLookup(publicName), publicName)).resolves.toBe('8.8.8.8')
  await expect(resolved(localLookup('proxy.example'), publicName)).rejects.toMatchObject(refused)
})

test('reports an unknown name as such', async () => {
  await expect(resolved(localLookup(null), 'does-not-exist.invalid')).rejects.toMatchObject({
    code: expect.stringMatching(/^(?:ENOTFOUND|EAI_AGAIN)$/) as string,
  })
})

test('other networks are not restricted', () => {
  expect(plainOptions(plainNetwork)).toEqual({})
})

test('sends a text request to this computer by its name', async () => {
  const agents = newAgents(careful, { keepAlive: false })
  const options = { agents, network: careful, signal: new AbortController().signal, timeoutMs: 5_000 }
  const url = new URL(`http://localhost:${port}/`)
  expect(await sendText(url, { method: 'GET', body: '', headers: {} }, options)).toMatchObject({
    text: 'hello',
  })
})

function resolved(lookup: ReturnType<typeof localLookup>, name: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    lookup(name, { all: false }, (error, address) => (error ? reject(error) : resolve(address)))
  })
}
