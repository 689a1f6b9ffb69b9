import { writeFile } from 'node:fs/promises'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { defaultSafety } from '../../shared/connections/connection-safety.ts'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type ScriptedProxy, s3Error, startScriptedProxy } from '../engine/testing/proxies/scripted-proxy.ts'
import { type ConnectProxy, startConnectProxy } from '../engine/testing/proxies/connect-proxy.ts'
import { privateCa, privateCertificate } from '../engine/testing/proxies/private-ca.ts'
import { close, listen, startServers, testKeys, type TestServers } from '../engine/testing/servers.ts'
import { startTlsFront, type TlsFront } from '../engine/testing/proxies/tls-front.ts'
import { JobQueue } from '../engine/job-queue/job-queue.ts'
import { type AwsFiles, openAwsFiles } from './testing/aws-files.ts'

/** The remotejob package's default regions for buckets and queues. */
const home = { buckets: 'us-east-1', queues: 'us-west-1' } as const
const config = { name: 'apart', layout: 'in-out' as const, statuses: ['pending', 'inprogress', 'completed'] }

let servers: TestServers
let answering: { readonly s3: ScriptedProxy; readonly sqs: ScriptedProxy }
let fronts: { readonly s3: TlsFront; readonly sqs: TlsFront; readonly sts: TlsFront }
/** A fake STS. */
let sts: Server
let stsResponse: { readonly status: number; readonly body: string }
/** Stands in for AWS with the hosts of S3 and SQS in all regions. */
let internet: ConnectProxy
let aws: AwsFiles

function scopeOf(request: IncomingMessage): string {
  return /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? ''
}

beforeAll(async () => {
  servers = await startServers()
  await new JobQueue({ config, clients: servers.clients() }).ensure()
  sts = await listen((_request, response) => {
    response.writeHead(stsResponse.status, { 'content-type': 'text/xml' }).end(stsResponse.body)
  })
  answering = {
    s3: await startScriptedProxy(servers.s3Endpoint),
    sqs: await startScriptedProxy(servers.sqsEndpoint),
  }
  fronts = {
    s3: await startTlsFront(answering.s3.endpoint, privateCertificate),
    sqs: await startTlsFront(answering.sqs.endpoint, privateCertificate),
    sts: await startTlsFront(`http://127.0.0.1:${(sts.address() as AddressInfo).port}`, privateCertificate),
  }
  internet = await startConnectProxy((host) => {
    if (host.startsWith('sts.')) return fronts.sts.endpoint
    return host.startsWith('sqs.')
      ? fronts.sqs.endpoint
      : host.includes('s3.')
        ? fronts.s3.endpoint
        : undefined
  })
})

/** Creates the buckets and the queues in these regions. */
function place({ buckets, queues }: { readonly buckets: string; readonly queues: string }): void {
  answering.s3.reset()
  answering.sqs.reset()
  answering.s3.respond((request) => scopeOf(request) !== buckets, {
    status: 301,
    headers: { 'x-amz-bucket-region': buckets },
    body: s3Error('PermanentRedirect'),
  })
  answering.sqs.respond((request) => scopeOf(request) !== queues && isLookup(request), {
    status: 400,
    body: '{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"no such queue"}',
  })
}

beforeEach(async () => {
  place(home)
  stsResponse = {
    status: 403,
    body: '<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>',
  }
  aws = await openAwsFiles({ HTTPS_PROXY: internet.url })
  const authority = join(aws.folder, 'authority.pem')
  await writeFile(authority, privateCa)
  vi.stubEnv('AWS_CA_BUNDLE', authority)
  const { accessKeyId, secretAccessKey } = testKeys
  await aws.write(
    '[profile work]\ns3 =\n  addressing_style = path\n',
    `[work]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`,
  )
})
afterEach(() => aws.stop())
afterAll(async () => {
  await internet.stop()
  const closed = [
    fronts.s3.stop(),
    fronts.sqs.stop(),
    fronts.sts.stop(),
    close(sts),
    answering.s3.stop(),
    answering.sqs.stop(),
  ]
  await servers.stop()
  await Promise.all(closed)
})

function isLookup(request: IncomingMessage): boolean {
  return String(request.headers['x-amz-target']).endsWith('GetQueueUrl')
}

async function connectIn(region: string) {
  const id = await aws.add('work', { region })
  await aws.connections.activate(id)
  return { id, session: aws.connections.requireActive() }
}

const statesOf = async (queue: JobQueue): Promise<string[]> =>
  (await queue.describe()).map(({ kind, state }) => `${kind} ${state}`)

test("finds the package's default job queues, with queues in one region and buckets in another", async () => {
  const { session } = await connectIn(home.queues)
  const queue = session.makeQueue(config)
  expect(new Set(await statesOf(queue))).toEqual(new Set(['bucket exists', 'queue exists']))
  const { jobId } = await queue.submit({ body: 'x' })
  const job = await queue.next('pending')
  expect(job?.id).toBe(jobId)
})

test("finds queues in their own region if they are missing in the buckets' region", async () => {
  const { id, session } = await connectIn(home.buckets)
  expect(new Set(await statesOf(session.makeQueue(config)))).toEqual(
    new Set(['bucket exists', 'queue missing']),
  )
  expect(await session.findQueues(config)).toBe(home.queues)

  await aws.connections.edit(id, {
    ...defaultSafety,
    kind: 'profile',
    label: 'Work',
    profile: 'work',
    region: home.queues,
    bucketAccount: null,
    bucketRegion: null,
    allowUnencrypted: false,
  })
  const changed = aws.connections.requireActive()
  expect(new Set(await statesOf(changed.makeQueue(config)))).toEqual(
    new Set(['bucket exists', 'queue exists']),
  )
})

test("finds queues outside the default regions in the buckets' region", async () => {
  const region = 'eu-west-1'
  place({ buckets: region, queues: region })
  await new JobQueue({ config, clients: servers.clients({ region }) }).ensure()
  const { session } = await connectIn(home.queues)
  expect(await session.findQueues(config)).toBe(region)
})

test('finds no region for a job queue that exists nowhere', async () => {
  const { session } = await connectIn('eu-west-1')
  expect(await session.findQueues({ ...config, name: 'nowhere' })).toBeNull()
})

test("determines the buckets' region when connecting, and sends their owner from then on", async () => {
  const { id, session } = await connectIn(home.queues)
  await aws.connections.addQueue(session, config)
  await aws.connections.connect(id)
  const shown = () => aws.connections.snapshot().connections.find((connection) => connection.id === id)
  await expect.poll(() => shown()?.hosts?.s3).toBe(`s3.${home.buckets}.amazonaws.com`)
  await session.locateBuckets()
  const owners: unknown[] = []
  answering.s3.respond(
    (request) => {
      if (request.method === 'PUT') {
        owners.push([scopeOf(request), request.headers['x-amz-expected-bucket-owner']])
      }
      return false
    },
    { status: 500 },
  )
  await aws.connections.queue('apart').submit({ body: 'x' })
  expect(owners).toEqual([[home.buckets, '000000000000']])
})

const identity = (account: string) => ({
  status: 200,
  body: `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/ada</Arn><UserId>A</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
})

/** Lets S3 refuse calls that expect a different owner, like AWS. Returns what others have stored. */
function ownedBy(account: string): string[] {
  const stored: string[] = []
  answering.s3.respond(
    (request) => {
      const named = request.headers['x-amz-expected-bucket-owner']
      if (named !== undefined && named !== account) return true
      if (request.method === 'PUT') stored.push(String(named))
      return false
    },
    { status: 403, body: s3Error('AccessDenied') },
  )
  return stored
}

/** Expects that nothing is stored in buckets of another account, and that the error says why. */
async function expectForeign(queue: JobQueue): Promise<void> {
  const stored = ownedBy('999999999999')
  const error = await queue.submit({ body: 'secret plans' }).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({
    code: 'ACCESS_DENIED',
    hint: expect.stringContaining('does not belong to account 111122223333') as string,
  })
  expect(stored).toEqual([])
}

test("stores nothing in a stranger's bucket that has a job queue's name", async () => {
  stsResponse = identity('111122223333')
  const { session } = await connectIn(home.queues)
  await aws.connections.addQueue(session, config)
  await expectForeign(aws.connections.queue('apart'))
})

test("says whose bucket it may be even if the first request learns the bucket's region", async () => {
  stsResponse = identity('111122223333')
  const { session } = await connectIn(home.queues)
  await expectForeign(session.makeQueue(config))
})

test('uses the buckets of another account once the user enters it', async () => {
  stsResponse = identity('111122223333')
  const { id, session } = await connectIn(home.queues)
  await aws.connections.addQueue(session, config)
  const stored = ownedBy('444455556666')
  await aws.connections.edit(id, {
    ...defaultSafety,
    kind: 'profile',
    label: 'Work',
    profile: 'work',
    region: home.queues,
    bucketRegion: home.buckets,
    bucketAccount: '444455556666',
    allowUnencrypted: false,
  })
  await aws.connections.queue('apart').submit({ body: 'x' })
  expect(stored).toEqual(['444455556666'])
})

test("also sends the account that the user entered to a profile's endpoint", async () => {
  const { s3, sqs } = answering
  await aws.write(
    `[profile work]\nservices = private\n[services private]\ns3 =\n  endpoint_url = ${s3.endpoint}\nsqs =\n  endpoint_url = ${sqs.endpoint}\n`,
    `[work]\naws_access_key_id=${testKeys.accessKeyId}\naws_secret_access_key=${testKeys.secretAccessKey}\n`,
  )
  s3.reset()
  sqs.reset()
  const id = await aws.add('work', { region: home.queues, bucketAccount: '444455556666' })
  await aws.connections.activate(id)
  await aws.connections.addQueue(aws.connections.requireActive(), config)
  const stored = ownedBy('444455556666')
  await aws.connections.queue('apart').submit({ body: 'x' })
  expect(stored).toEqual(['444455556666'])
})

test('uses the buckets as before if STS does not respond', async () => {
  const { session } = await connectIn(home.queues)
  await aws.connections.addQueue(session, config)
  await session.locateBuckets()
  const { jobId } = await aws.connections.queue('apart').submit({ body: 'x' })
  expect(jobId).not.toBe('')
})
