import { execFileSync } from 'node:child_process'
import type { IncomingMessage } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { ErrorCode } from '../../../shared/errors.ts'
import { isNetworkError } from '../../../shared/network-error.ts'
import { awsErrorCode } from '../errors/aws-error-codes.ts'
import { awsErrorInfo } from '../errors/aws-error-info.ts'
import { opensCircuit } from '../aws/transport/circuit-breaker.ts'
import { fromAwsError } from '../errors/engine-error.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { s3Error, startScriptedProxy, type ScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { expectCode } from '../testing/expect-code.ts'
import { selfSigned } from '../testing/proxies/self-signed.ts'
import { startServers, type TestServers } from '../testing/servers.ts'

const config = { name: 'outages', layout: 'in-out', statuses: ['pending'] } as const

let servers: TestServers
let proxy: ScriptedProxy
const opened: Server[] = []
beforeAll(async () => {
  servers = await startServers()
  proxy = await startScriptedProxy(servers.s3Endpoint)
})
afterEach(() => {
  proxy.reset()
  for (const server of opened.splice(0)) server.close()
})
afterAll(async () => {
  await proxy.stop()
  await servers.stop()
})

function queueAt(endpoint: string, credentials?: () => Promise<never>): JobQueue {
  const clients = servers.clients({
    s3Endpoint: endpoint,
    sqsEndpoint: endpoint,
    ...(credentials && { credentials }),
  })
  return new JobQueue({ config: { ...config, statuses: [...config.statuses] }, clients })
}

async function open(server: Server): Promise<number> {
  opened.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

function isSqs({ headers }: IncomingMessage): boolean {
  return 'x-amz-target' in headers
}

/**
 * Expects every call to fail with this code, a sentence and a hint, as an outage that is worth waiting for.
 */
async function expectOutage(queue: JobQueue, code: ErrorCode, says: string): Promise<void> {
  for (const call of [() => queue.list('in'), () => queue.depths()]) {
    const error = await expectCode(call, code)
    expect(error.message).toContain(says)
    expect(error.hint).toMatch(/\.$/)
    expect(opensCircuit(error)).toBe(true)
  }
}

test('the server refuses the connection', async () => {
  const port = await open(createServer())
  await new Promise((resolve) => opened.pop()?.close(resolve))
  await expectOutage(queueAt(`http://127.0.0.1:${port}`), 'CONNECTION_REFUSED', 'nothing is listening')
})

test("the server's name cannot be resolved", async () => {
  const info = awsErrorInfo(await namelessError())
  expect(awsErrorCode(info, { what: 'x' }, () => true)).toBe('DNS_FAILED')
  expect(awsErrorCode(info, { what: 'x' }, () => false)).toBe('OFFLINE')
})

function namelessError(): Promise<unknown> {
  return queueAt('https://s3.remotejob.invalid')
    .list('in')
    .catch((error: { readonly cause?: unknown }) => error.cause)
}

test('the server resets the connection', async () => {
  const port = await open(createServer((socket) => socket.once('data', () => socket.resetAndDestroy())))
  await expectOutage(queueAt(`http://127.0.0.1:${port}`), 'CONNECTION_BROKEN', 'the connection broke')
})

test("the server's certificate is not trusted", async () => {
  const port = await open(createTlsServer(selfSigned, (_request, response) => response.end()))
  await expectOutage(queueAt(`https://localhost:${port}`), 'TLS_FAILED', 'certificate')
})

test('the server does not speak TLS', async () => {
  const port = Number(new URL(servers.s3Endpoint).port)
  await expectOutage(queueAt(`https://127.0.0.1:${port}`), 'TLS_FAILED', 'no secure connection')
})

test.each([
  [500, 'InternalError', 'SERVICE', 'HTTP 500'],
  [502, 'BadGateway', 'SERVICE', 'HTTP 502'],
  [503, 'ServiceUnavailable', 'THROTTLED', 'slow down'],
  [503, 'SlowDown', 'THROTTLED', 'slow down'],
  [400, 'ExpiredToken', 'CREDENTIALS_EXPIRED', 'expired'],
  [403, 'RequestTimeTooSkewed', 'CLOCK_SKEW', 'clock'],
  [400, 'RequestTimeout', 'TIMED_OUT', 'in time'],
] as const)('the server responds with %i %s', async (status, name, code, says) => {
  proxy.respond(isSqs, { status, body: JSON.stringify({ __type: `com.amazonaws.sqs#${name}` }) })
  proxy.respond(() => true, { status, body: s3Error(name) })
  await expectOutage(queueAt(proxy.endpoint), code, says)
})

test('the sign-in has expired before the first request', async () => {
  const message = 'Token is expired. To refresh this SSO session run aws sso login.'
  const expired = (): Promise<never> =>
    Promise.reject(Object.assign(new Error(message), { name: 'TokenProviderError' }))
  await expectOutage(queueAt(servers.s3Endpoint, expired), 'CREDENTIALS_EXPIRED', 'expired')
})

test('the server does not respond', async () => {
  const silent = Object.assign(new Error('late'), { name: 'TimeoutError' })
  const error = fromAwsError(silent, { what: 'Counting the jobs' })
  expect(error).toMatchObject({ code: 'TIMED_OUT', retryable: true })
  expect(isNetworkError(error)).toBe(true)
})

test('prefers the error of a reachable address if a host has several', () => {
  const each = ['ENETUNREACH', 'ECONNREFUSED'].map((code) => Object.assign(new Error(code), { code }))
  const all = Object.assign(new AggregateError(each), { code: 'ENETUNREACH' })
  expect(fromAwsError(all, { what: 'x' }).code).toBe('CONNECTION_REFUSED')
  expect(fromAwsError(each[0], { what: 'x' }).code).toBe('OFFLINE')
})

const namespaces = canUnshare()

test.skipIf(!namespaces)('a computer whose only network is loopback is offline', () => {
  const script = `
    const { createClients } = await import('${import.meta.dirname}/../aws/transport/clients.ts')
    const { JobQueue } = await import('${import.meta.dirname}/../job-queue/job-queue.ts')
    for (const host of ['s3.remotejob.invalid', '192.0.2.1']) {
      const address = 'https://' + host
      const clients = createClients({
        region: 'us-west-1', s3Endpoint: address, sqsEndpoint: address,
        credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      })
      const queue = new JobQueue({ config: ${JSON.stringify(config)}, clients })
      await queue.depths().catch((error) => console.log(error.code))
    }`
  const told = execFileSync('unshare', ['-n', process.execPath, '--input-type=module', '-e', script])
  expect(told.toString().trim().split('\n')).toEqual(['OFFLINE', 'OFFLINE'])
})

function canUnshare(): boolean {
  try {
    execFileSync('unshare', ['-n', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
