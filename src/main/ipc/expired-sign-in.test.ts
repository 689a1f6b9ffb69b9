import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { tokenFile } from '../connections/sign-in/token-cache.ts'
import { prepareSignIn, type SigningIn, startSignInServers } from '../connections/testing/signing-in.ts'
import { JobQueue } from '../engine/job-queue/job-queue.ts'
import { type ScriptedProxy, s3Error, startScriptedProxy } from '../engine/testing/proxies/scripted-proxy.ts'
import { until } from '../engine/testing/test-bench.ts'
import { Transfers } from '../engine/transfers/transfers.ts'

const config = {
  name: 'signed-in',
  layout: 'in-out' as const,
  statuses: ['pending', 'inprogress', 'completed'],
}

let servers: Awaited<ReturnType<typeof startSignInServers>>
let s3: ScriptedProxy
let sqs: ScriptedProxy
let signing: SigningIn
let transfers: Transfers
let connectionId: string
/** The session token that the servers accept. They refuse all others as expired. */
let accepted: string

const isExpired = (request: IncomingMessage): boolean => request.headers['x-amz-security-token'] !== accepted

beforeAll(async () => {
  servers = await startSignInServers()
  s3 = await startScriptedProxy(servers.servers.s3Endpoint)
  sqs = await startScriptedProxy(servers.servers.sqsEndpoint)
  s3.respond(isExpired, { status: 400, body: s3Error('ExpiredToken') })
  sqs.respond(isExpired, { status: 400, body: JSON.stringify({ __type: 'com.amazonaws.sqs#ExpiredToken' }) })
  await new JobQueue({ config, clients: servers.servers.clients() }).ensure()
})
beforeEach(async () => {
  accepted = 'first'
  const behind = { ...servers.servers, s3Endpoint: s3.endpoint, sqsEndpoint: sqs.endpoint }
  signing = await prepareSignIn({ ...servers, servers: behind }, (page) => void fetch(page))
  signing.service.behaviour.sessionToken = 'first'
  const { connections } = signing.aws
  transfers = new Transfers({ connections })
  connections.onReady((session) => transfers.resumeConnection(session.connectionId, session.queues[0]))
  connectionId = await signing.aws.add('work', { region: 'us-west-1' })
  await connections.activate(connectionId)
  await connections.signIns.start(connectionId)
  await connections.addQueue(connections.requireActive(), config)
})
afterEach(async () => {
  await transfers.close()
  await signing.aws.stop()
})
afterAll(async () => {
  await Promise.all([s3.stop(), sqs.stop()])
  await servers.stop()
})

async function submit(name: string, bytes: number): Promise<string> {
  const path = join(signing.aws.folder, name)
  await writeFile(path, randomBytes(bytes))
  const queue = signing.aws.connections.queue(config.name)
  return transfers.submit({ queue, connectionId, path, name, fields: { name }, bytesTotal: null })
}

const states = (ids: readonly string[]) => ids.map((id) => transfers.find(id)?.state)

/** The session ends: its token has expired, and nothing can renew it. */
async function endSession(): Promise<void> {
  const file = tokenFile({ session: 'corp', startUrl: '' })
  const token = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>
  await writeFile(
    file,
    JSON.stringify({ ...token, expiresAt: '2020-01-01T00:00:00Z', refreshToken: undefined }),
  )
  accepted = 'second'
}

test('an upload whose sign-in ends continues after the next sign-in', async () => {
  const { connections } = signing.aws
  const shown = () => connections.snapshot().connections.find(({ id }) => id === connectionId)
  const large = await submit('large.bin', 40_000_000)
  await until(transfers, () => s3.requests.some((request) => /^PUT .*partNumber=/.test(request)))
  await endSession()
  const ids = [large, await submit('a.txt', 10)]
  await until(transfers, () => states(ids).every((state) => state === 'reconnecting' || state === 'waiting'))
  await until(connections, () => shown()?.state === 'reconnecting')
  // Requesting the keys again shows that only the user can help.
  connections.tryNow(connectionId)
  await until(connections, () => shown()?.error?.message.includes('not signed in') === true)
  expect(shown()).toMatchObject({ state: 'reconnecting', signsIn: true, error: { remedy: 'sign-in' } })
  expect(states(ids)).not.toContain('failed')

  signing.service.behaviour.sessionToken = 'second'
  await connections.signIns.start(connectionId)
  await until(transfers, () => states(ids).every((state) => state === 'done'))
}, 30_000)
