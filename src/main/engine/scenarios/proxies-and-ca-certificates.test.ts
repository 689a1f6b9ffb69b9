import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { EngineClients } from '../aws/transport/clients.ts'
import type { Network } from '../aws/network/network.ts'
import { noProxies, proxiesOf } from '../aws/network/proxies.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { type ConnectProxy, startConnectProxy } from '../testing/proxies/connect-proxy.ts'
import { privateCa, privateCertificate } from '../testing/proxies/private-ca.ts'
import { startServers, type TestServers } from '../testing/servers.ts'
import { startTlsFront, type TlsFront } from '../testing/proxies/tls-front.ts'

const s3Endpoint = 'https://s3.remotejob.test'
const sqsEndpoint = 'https://sqs.remotejob.test'
const config = {
  name: 'proxied',
  layout: 'in-out',
  statuses: ['pending', 'inprogress', 'completed'],
} as const

let servers: TestServers
let fronts: { readonly s3: TlsFront; readonly sqs: TlsFront; readonly proxy: TlsFront }
let proxy: ConnectProxy
const opened: EngineClients[] = []

beforeAll(async () => {
  servers = await startServers()
  const s3 = await startTlsFront(servers.s3Endpoint, privateCertificate)
  const sqs = await startTlsFront(servers.sqsEndpoint, privateCertificate)
  proxy = await startConnectProxy({
    's3.remotejob.test': s3.endpoint,
    'sqs.remotejob.test': sqs.endpoint,
    'plain-s3.remotejob.test': servers.s3Endpoint,
    'plain-sqs.remotejob.test': servers.sqsEndpoint,
  })
  fronts = { s3, sqs, proxy: await startTlsFront(proxy.url, privateCertificate) }
})
afterEach(() => {
  vi.unstubAllEnvs()
  proxy.requests.length = 0
  proxy.authorizations.length = 0
})
afterAll(async () => {
  await proxy.stop()
  const closed = [fronts.s3.stop(), fronts.sqs.stop(), fronts.proxy.stop()]
  await servers.stop()
  await Promise.all(closed)
})

function open(network: Network, endpoints = { s3Endpoint, sqsEndpoint }): JobQueue {
  const clients = servers.clients({ ...endpoints, network })
  opened.push(clients)
  return new JobQueue({ config: { ...config, statuses: [...config.statuses] }, clients })
}

/** Uses every kind of call: SDK, fast, paced, ranges, poll and lease. */
async function takeEveryPath(queue: JobQueue): Promise<void> {
  await queue.ensure()
  const small = await queue.submit({ body: 'small' })
  const body = randomBytes(400_000)
  const large = await queue.store('in', { body })
  const source = queue.source({ bucket: queue.names.bucket('in'), key: large.key })
  const part = await source.read({ first: 10, last: 300_000 }, null, new AbortController().signal)
  expect((await buffer(part.stream)).equals(body.subarray(10, 300_001))).toBe(true)
  const job = await queue.next('pending')
  expect(job?.id).toBe(small.jobId)
  if (job === null) throw new Error('No job arrived.')
  expect(await queue.renewBatch([{ job, leaseSeconds: 30 }])).toEqual([expect.any(Number)])
  await queue.acknowledge(job)
}

test('every kind of call goes through the proxy and trusts the CA file, and nothing bypasses the proxy', async () => {
  const queue = open({ proxies: proxiesOf({ HTTPS_PROXY: proxy.url }), caCertificates: [privateCa] })
  await takeEveryPath(queue)
  // The hosts do not exist outside the proxy, so a request that bypassed it would have failed.
  expect(new Set(proxy.requests)).toEqual(
    new Set(['CONNECT s3.remotejob.test:443', 'CONNECT sqs.remotejob.test:443']),
  )
})

test('an https proxy may have a certificate from the CA file too', async () => {
  const proxies = proxiesOf({ HTTPS_PROXY: fronts.proxy.endpoint })
  await takeEveryPath(open({ proxies, caCertificates: [privateCa] }))
  expect(new Set(proxy.requests)).toEqual(
    new Set(['CONNECT s3.remotejob.test:443', 'CONNECT sqs.remotejob.test:443']),
  )
  await expect(open({ proxies, caCertificates: [] }).describe()).rejects.toMatchObject({
    code: 'PROXY_FAILED',
  })
})

test("every kind of call uses the desktop's proxy if the environment has none", async () => {
  const asked = new Set<string>()
  const desktopProxyFor = async (address: string): Promise<string> => {
    asked.add(new URL(address).host)
    return `PROXY ${new URL(proxy.url).host}; DIRECT`
  }
  await takeEveryPath(open({ proxies: noProxies, desktopProxyFor, caCertificates: [privateCa] }))
  expect(asked).toEqual(new Set(['s3.remotejob.test', 'sqs.remotejob.test']))
  expect(proxy.requests.length).toBeGreaterThan(2)
})

test("the environment's proxy takes precedence over the desktop's, which may have none", async () => {
  let asked = 0
  const desktopProxyFor = async (): Promise<string> => {
    asked += 1
    return 'DIRECT'
  }
  const proxies = proxiesOf({ HTTPS_PROXY: proxy.url })
  await open({ proxies, desktopProxyFor, caCertificates: [privateCa] }).ensure()
  expect(asked).toBe(0)
  const outside = open({ proxies: noProxies, desktopProxyFor, caCertificates: [] })
  await expect(outside.describe()).rejects.toMatchObject({
    code: expect.stringMatching(/DNS|OFFLINE|TIMED_OUT/) as string,
  })
  expect(asked).toBeGreaterThan(0)
})

test('every kind of call trusts the CA file without a proxy too', async () => {
  const queue = open(
    { proxies: noProxies, caCertificates: [privateCa] },
    { s3Endpoint: fronts.s3.endpoint, sqsEndpoint: fronts.sqs.endpoint },
  )
  await takeEveryPath(queue)
  expect(proxy.requests).toEqual([])
})

test('unencrypted requests go through the proxy with their full URL', async () => {
  const queue = open(
    { proxies: proxiesOf({ http_proxy: proxy.url }), caCertificates: [] },
    { s3Endpoint: 'http://plain-s3.remotejob.test', sqsEndpoint: 'http://plain-sqs.remotejob.test' },
  )
  await takeEveryPath(queue)
  expect(proxy.requests.length).toBeGreaterThan(10)
  for (const line of proxy.requests) expect(line).toMatch(/^[A-Z]+ http:\/\/plain-s(?:3|qs)\.remotejob\.test/)
})

test("the proxy's user name and password are sent only to the proxy", async () => {
  const withKeys = proxy.url.replace('http://', 'http://ada:pa%3Ass@')
  const queue = open({ proxies: proxiesOf({ HTTPS_PROXY: withKeys }), caCertificates: [privateCa] })
  await queue.describe()
  const expected = `Basic ${Buffer.from('ada:pa:ss').toString('base64')}`
  expect(new Set(proxy.authorizations)).toEqual(new Set([expected]))
})

test('a certificate from an unknown CA is rejected, and the error says what to do', async () => {
  const queue = open({ proxies: proxiesOf({ HTTPS_PROXY: proxy.url }), caCertificates: [] })
  const calls = [() => queue.describe(), () => queue.store('in', { body: 'x' }), () => queue.next('pending')]
  for (const call of calls) {
    await expect(call()).rejects.toMatchObject({
      code: 'TLS_FAILED',
      hint: expect.stringMatching(/CA file.*AWS_CA_BUNDLE/) as string,
    })
  }
})

test('no call trusts an unknown CA, even if the environment asks Node not to check certificates', async () => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
  const rejected = { code: 'TLS_FAILED' }
  const queue = open(
    { proxies: noProxies, caCertificates: [] },
    { s3Endpoint: fronts.s3.endpoint, sqsEndpoint: fronts.sqs.endpoint },
  )
  await expect(queue.describe()).rejects.toMatchObject(rejected)
  await expect(queue.submit({ body: 'small' })).rejects.toMatchObject(rejected)
  await expect(queue.store('in', { body: randomBytes(400_000) })).rejects.toMatchObject(rejected)
  await expect(queue.next('pending')).rejects.toMatchObject(rejected)
  const source = queue.source({ bucket: queue.names.bucket('in'), key: 'k' })
  const part = source.read({ first: 10, last: 300_000 }, null, new AbortController().signal)
  await expect(part).rejects.toMatchObject(rejected)
  const proxies = proxiesOf({ HTTPS_PROXY: fronts.proxy.endpoint })
  await expect(open({ proxies, caCertificates: [] }).describe()).rejects.toMatchObject({
    code: 'PROXY_FAILED',
  })
})

test('a proxy that refuses or asks for a password is named in the error', async () => {
  for (const [status, text] of [
    [403, 'refused to connect'],
    [407, 'user name and password'],
  ] as const) {
    const refusing = await startConnectProxy({}, status)
    const queue = open({ proxies: proxiesOf({ HTTPS_PROXY: refusing.url }), caCertificates: [privateCa] })
    await expect(queue.describe()).rejects.toMatchObject({
      code: 'PROXY_FAILED',
      message: expect.stringContaining(text) as string,
      hint: expect.stringContaining('HTTPS_PROXY') as string,
    })
    await refusing.stop()
  }
})
