import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { noProxies } from '../../engine/aws/network/proxies.ts'
import { startConnectProxy } from '../../engine/testing/proxies/connect-proxy.ts'
import { privateCa } from '../../engine/testing/proxies/private-ca.ts'
import { type ReadLimits, readHttps } from './read-https.ts'
import { type ReleaseServer, startReleaseServer } from './testing/release-server.ts'

const network = { proxies: noProxies, caCertificates: [privateCa] }

let server: ReleaseServer

beforeEach(async () => {
  server = await startReleaseServer()
  server.routes.set('/ok', 'fine')
})

afterEach(() => server.stop())

async function read(path: string, limits: Partial<ReadLimits> = {}): Promise<string> {
  const all: ReadLimits = {
    network,
    hosts: server.feed.hosts,
    maxBytes: 10,
    idleMs: 60_000,
    totalMs: 60_000,
    signal: new AbortController().signal,
    ...limits,
  }
  const chunks: Buffer[] = []
  for await (const chunk of readHttps(new URL(path, server.feed.address), all)) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function redirectTo(location: string | undefined): void {
  server.routes.set('/start', (_request, response) =>
    response.writeHead(302, location === undefined ? {} : { location }).end(),
  )
}

it('reads a file up to the size limit', async () => {
  server.routes.set('/start', '0123456789')
  expect(await read('/start')).toBe('0123456789')
  await expect(read('/start', { maxBytes: 9 })).rejects.toMatchObject({ code: 'UPDATE_REFUSED' })
})

it('refuses an http URL before sending a request', async () => {
  const address = `http://localhost:${server.port}/ok`
  await expect(read(address)).rejects.toMatchObject({ code: 'UPDATE_REFUSED' })
  expect(server.requests).toEqual([])
})

it('requires a certificate that this computer trusts', async () => {
  const limits = { network: { proxies: noProxies, caCertificates: [] } }
  await expect(read('/ok', limits)).rejects.toMatchObject({ code: 'TLS_FAILED' })
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
  await expect(read('/ok', limits)).rejects.toMatchObject({ code: 'TLS_FAILED' })
  vi.unstubAllEnvs()
})

it('follows a redirect to one of the hosts', async () => {
  const other = `127.0.0.1:${server.port}`
  redirectTo(`https://${other}/ok`)
  await expect(read('/start')).rejects.toMatchObject({ code: 'UPDATE_REFUSED' })
  expect(await read('/start', { hosts: new Set([...server.feed.hosts, other]) })).toBe('fine')
})

it('refuses a redirect to another host, to http, without a location, or in a loop', async () => {
  const plain = createServer((_request, response) => response.end('plain'))
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
  const { port } = plain.address() as AddressInfo
  const targets = [
    `https://127.0.0.1:${server.port}/ok`,
    `https://localhost.:${server.port}/ok`,
    `http://127.0.0.1:${port}/`,
    `http://localhost:${server.port}/ok`,
    `https://user@localhost:${server.port}/ok`,
    'file:///etc/passwd',
    'https://',
    undefined,
  ]
  for (const target of targets) {
    redirectTo(target)
    await expect(read('/start'), String(target)).rejects.toMatchObject({ code: 'UPDATE_REFUSED' })
  }
  expect(server.requests).toEqual(targets.map(() => '/start'))
  redirectTo('/start')
  await expect(read('/start')).rejects.toMatchObject({ code: 'UPDATE_REFUSED' })
  expect(server.requests).toHaveLength(targets.length + 4)
  await new Promise((resolve) => plain.close(resolve))
})

it.each<
  [what: string, code: string, limits: Partial<ReadLimits>, respond: (response: ServerResponse) => void]
>([
  ['sends nothing', 'TIMED_OUT', { idleMs: 400 }, () => undefined],
  ['stops sending', 'TIMED_OUT', { idleMs: 400 }, (response) => response.writeHead(200).write('{')],
  [
    'never ends',
    'TIMED_OUT',
    { totalMs: 800, maxBytes: 1_000 },
    (response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write(' '), 50)
      response.on('close', () => clearInterval(timer))
    },
  ],
  [
    'hangs up',
    'CONNECTION_BROKEN',
    {},
    (response) => {
      response.writeHead(200, { 'content-length': 8 })
      response.write('{', () => response.destroy())
    },
  ],
  ['returns 404', 'SERVICE', {}, (response) => response.writeHead(404).end()],
])('gives up on a server that %s: %s', async (_what, code, limits, respond) => {
  server.routes.set('/start', (_request, response) => respond(response))
  await expect(read('/start', limits)).rejects.toMatchObject({ code })
})

it("uses the system's proxy", async () => {
  const proxy = await startConnectProxy({ 'updates.remotejob.test': `https://localhost:${server.port}` })
  const desktopProxyFor = async (): Promise<string> => `PROXY ${new URL(proxy.url).host}`
  const limits = { network: { ...network, desktopProxyFor }, hosts: new Set(['updates.remotejob.test']) }
  expect(await read('https://updates.remotejob.test/ok', limits)).toBe('fine')
  expect(proxy.requests).toEqual(['CONNECT updates.remotejob.test:443'])
  await proxy.stop()
})
