import { randomBytes } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { TransferState } from '../../shared/files/transfers.ts'
import { type AwsFiles, openAwsFiles } from '../connections/testing/aws-files.ts'
import { Claims } from '../engine/claims/claims.ts'
import { JobQueue } from '../engine/job-queue/job-queue.ts'
import { type ScriptedProxy, s3Error, startScriptedProxy } from '../engine/testing/proxies/scripted-proxy.ts'
import { startServers, testKeys, type TestServers } from '../engine/testing/servers.ts'
import { until } from '../engine/testing/test-bench.ts'
import { Transfers } from '../engine/transfers/transfers.ts'

const config = {
  name: 'expiring',
  layout: 'in-out' as const,
  statuses: ['pending', 'inprogress', 'completed'],
}

let servers: TestServers
let s3: ScriptedProxy
let sqs: ScriptedProxy
let aws: AwsFiles
let transfers: Transfers
let claims: Claims
let connectionId: string
/** The session token that the servers accept. They refuse all others as expired. */
let accepted: string

const isExpired = (request: IncomingMessage): boolean => request.headers['x-amz-security-token'] !== accepted

beforeAll(async () => {
  servers = await startServers()
  s3 = await startScriptedProxy(servers.s3Endpoint)
  sqs = await startScriptedProxy(servers.sqsEndpoint)
  s3.respond(isExpired, { status: 400, body: s3Error('ExpiredToken') })
  sqs.respond(isExpired, { status: 400, body: JSON.stringify({ __type: 'com.amazonaws.sqs#ExpiredToken' }) })
  await new JobQueue({ config, clients: servers.clients() }).ensure()
})
beforeEach(async () => {
  accepted = 'first'
  aws = await openAwsFiles()
  await giveKeys('first')
  await aws.write(`[profile work]
region = us-west-1
credential_process = cat ${join(aws.folder, 'keys.json')}
services = lab
[services lab]
s3 =
  endpoint_url = ${s3.endpoint}
sqs =
  endpoint_url = ${sqs.endpoint}
`)
  const { connections } = aws
  transfers = new Transfers({ connections })
  claims = new Claims({ transfers, connections, leaseSeconds: 12 })
  connections.onReady((session) => {
    transfers.resumeConnection(session.connectionId, session.queues[0])
    claims.onConnected(session.connectionId)
  })
  connectionId = await aws.add('work', { region: 'us-west-1' })
  await connections.activate(connectionId)
  await connections.addQueue(connections.requireActive(), config)
})
afterEach(async () => {
  await claims.close()
  await transfers.close()
  await aws.stop()
})
afterAll(async () => {
  await Promise.all([s3.stop(), sqs.stop()])
  await servers.stop()
})

/** Sets the output of the profile's program. The servers decide when keys expire, even before their stated time. */
async function giveKeys(token: string): Promise<void> {
  const keys = {
    Version: 1,
    AccessKeyId: testKeys.accessKeyId,
    SecretAccessKey: testKeys.secretAccessKey,
    SessionToken: token,
  }
  await writeFile(join(aws.folder, 'keys.json'), JSON.stringify(keys))
}

async function submit(name: string, bytes: number): Promise<string> {
  const folder = join(aws.folder, 'files')
  await mkdir(folder, { recursive: true })
  const path = join(folder, name)
  await writeFile(path, randomBytes(bytes))
  return transfers.submit({
    queue: aws.connections.queue(config.name),
    connectionId,
    path,
    name,
    fields: { name },
    bytesTotal: null,
  })
}

const states = (ids: readonly string[]): (TransferState | undefined)[] =>
  ids.map((id) => transfers.find(id)?.state)

test.skipIf(process.platform === 'win32')(
  'uploads and claims outlive expired keys, and continue with new ones',
  async () => {
    const { connections } = aws
    const first = await submit('first.txt', 100)
    await until(transfers, () => transfers.find(first)?.state === 'done')
    const claimId = await claims.next(connections.queue(config.name), connectionId, 'pending')
    if (claimId === null) throw new Error('No job arrived.')

    // The keys expire in the middle of a large upload.
    const large = await submit('large.bin', 40_000_000)
    await until(transfers, () => s3.requests.some((request) => /^PUT .*partNumber=/.test(request)))
    accepted = 'second'
    const ids = [large, await submit('a.txt', 10), await submit('b.txt', 10)]
    await until(transfers, () =>
      states(ids).every((state) => state === 'reconnecting' || state === 'waiting'),
    )
    const shown = () => connections.snapshot().connections.find(({ id }) => id === connectionId)
    await until(connections, () => shown()?.state === 'reconnecting')
    expect(shown()?.error?.code).toBe('CREDENTIALS_EXPIRED')
    // Renewals fail, but the claim is kept.
    await until(claims, () => claims.claim(claimId).lease.error !== null)
    expect(claims.claim(claimId).lease.state).toBe('held')

    await giveKeys('second')
    connections.tryNow(connectionId)
    await until(transfers, () => states(ids).every((state) => state === 'done'))
    await until(claims, () => claims.claim(claimId).lease.error === null)
    await claims.acknowledge(claimId)
    expect(claims.claim(claimId).outcome).toBe('acknowledged')

    // Nothing is lost, and nothing is duplicated.
    const names: string[] = []
    const plain = new JobQueue({ config, clients: servers.clients() })
    for (
      let job = await plain.next('pending');
      job !== null;
      job = names.length < 3 ? await plain.next('pending') : null
    ) {
      names.push(String(job.fields['name']))
      await plain.acknowledge(job)
    }
    expect(names.toSorted()).toEqual(['a.txt', 'b.txt', 'large.bin'])
  },
  30_000,
)

test.skipIf(process.platform === 'win32')(
  'uploads wait while there are no keys at all, and continue once there are',
  async () => {
    const { connections } = aws
    const first = await submit('first.txt', 100)
    await until(transfers, () => transfers.find(first)?.state === 'done')
    // The program of the profile fails, for example because its own sign-in has expired too.
    await rm(join(aws.folder, 'keys.json'))
    accepted = 'second'
    const ids = [await submit('a.txt', 10), await submit('b.txt', 10), await submit('c.txt', 10)]
    const shown = () => connections.snapshot().connections.find(({ id }) => id === connectionId)
    await until(connections, () => shown()?.state === 'reconnecting')
    connections.tryNow(connectionId)
    await until(connections, () => shown()?.state === 'failed')
    await until(transfers, () => states(ids).every((state) => state === 'interrupted'))
    expect(transfers.find(ids[0] ?? '')?.error?.code).toBe('CREDENTIALS')

    await giveKeys('second')
    await connections.connect(connectionId)
    await until(transfers, () => states(ids).every((state) => state === 'done'))
  },
  30_000,
)
