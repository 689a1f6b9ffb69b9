import { readFile, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { defaultSafety } from '../../../shared/connections/connection-safety.ts'
import type { CheckRequest, CheckStep, CheckStepId } from '../../../shared/connections/doctor.ts'
import type { Role } from '../../../shared/connections/roles.ts'
import type { QueueConfig } from '../../../shared/queues/queues.ts'
import { JobQueue } from '../../engine/job-queue/job-queue.ts'
import {
  type ScriptedProxy,
  s3Error,
  startScriptedProxy,
} from '../../engine/testing/proxies/scripted-proxy.ts'
import { startServers, testKeys, type TestServers } from '../../engine/testing/servers.ts'
import { until } from '../../engine/testing/test-bench.ts'
import { type AwsFiles, openAwsFiles } from '../testing/aws-files.ts'
import { Doctor } from './doctor.ts'

const config: QueueConfig = {
  name: 'thumbs',
  layout: 'in-out',
  statuses: ['pending', 'inprogress', 'completed'],
}

let servers: TestServers
let s3: ScriptedProxy
let sqs: ScriptedProxy
let aws: AwsFiles
let doctor: Doctor
let connectionId: string
/** The names of the calls that were sent. */
let calls: string[]

const target = ({ headers }: IncomingMessage): string =>
  String(headers['x-amz-target'] ?? '').replace('AmazonSQS.', '')
const isQuery = ({ headers }: IncomingMessage): boolean =>
  (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')

beforeAll(async () => {
  servers = await startServers()
  s3 = await startScriptedProxy(servers.s3Endpoint)
  sqs = await startScriptedProxy(servers.sqsEndpoint)
  await new JobQueue({ config, clients: servers.clients() }).ensure()
})
beforeEach(async () => {
  aws = await openAwsFiles()
  calls = []
  s3.respond(
    (request) => {
      const { method = '', url = '' } = request
      calls.push(s3Call(method, url))
      return false
    },
    { status: 500 },
  )
  sqs.respond(
    (request) => {
      calls.push(target(request) || (isQuery(request) ? 'query' : `${request.method} /`))
      return false
    },
    { status: 500 },
  )
  connectionId = await aws.connections.add({
    kind: 'endpoint',
    label: 'Lab',
    region: 'us-west-1',
    bucketRegion: null,
    colour: null,
    isProduction: false,
    isReadOnly: false,
    allowUnencrypted: false,
    s3Endpoint: s3.endpoint,
    sqsEndpoint: sqs.endpoint,
  })
  await aws.connections.keys.set(connectionId, testKeys)
  await aws.connections.activate(connectionId)
  await aws.connections.addQueue(aws.connections.requireActive(), config)
  doctor = new Doctor((request) => aws.connections.checkPlans.of(request))
})
afterEach(async () => {
  doctor.stop()
  s3.reset()
  sqs.reset()
  await aws.stop()
})
afterAll(async () => {
  await s3.stop()
  await sqs.stop()
  await servers.stop()
})

function s3Call(method: string, url: string): string {
  const [path = '', query = ''] = url.split('?')
  const [, bucket = '', ...key] = path.split('/')
  if (bucket === '') return `${method} /`
  if (key.join('') !== '') return `${method} object`
  return query.includes('list-type') ? 'GET list' : `${method} bucket`
}

async function finished(request: CheckRequest): Promise<ReadonlyMap<CheckStepId, CheckStep>> {
  const checkId = doctor.start(request)
  const { steps } = await until(doctor, () => {
    const snapshot = doctor.snapshot()
    return snapshot.checkId === checkId && snapshot.isDone && snapshot
  })
  return new Map(steps.map((step) => [step.id, step]))
}

const check = (role: Role = 'work') =>
  finished({ subject: { kind: 'connection', connectionId }, role, mayAsk: true })

const texts = (step: CheckStep | undefined): string => step?.findings.map(({ text }) => text).join('\n') ?? ''

/** Returns the response of SQS if a permission is missing. */
function denied(action: string, resource: string) {
  const message = `User: arn:aws:iam::111122223333:user/ada is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`
  return {
    status: 403,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ __type: 'com.amazonaws.sqs#AccessDeniedException', message }),
  }
}

const caller = {
  status: 200,
  body: '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/ada</Arn><UserId>AIDA</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
}

test('a healthy connection has no problems', async () => {
  const steps = await check('watch')
  expect([...steps.values()].map(({ id, state }) => [id, state])).toEqual([
    ['keys', 'ok'],
    ['network', 'ok'],
    ['clock', 'ok'],
    ['identity', 'ok'],
    ['regions', 'ok'],
    ['resources', 'ok'],
    ['permissions', 'ok'],
  ])
})

test('accepts a server without STS', async () => {
  sqs.respond(isQuery, { status: 404, body: '<html>Not found</html>' })
  const steps = await check('watch')
  expect(texts(steps.get('identity'))).toContain('does not offer STS')
  expect(steps.get('identity')?.state).toBe('unknown')
  expect(steps.get('permissions')?.state).toBe('ok')
})

test('only sends read-only calls, and counts them', async () => {
  calls.length = 0
  doctor.takeCounts()
  await check('operate')
  const reading = ['GET /', 'GET bucket', 'HEAD bucket', 'GET list', 'GET object']
  const readingQueues = ['GET /', 'query', 'ListQueues', 'GetQueueUrl', 'GetQueueAttributes']
  expect(calls.filter((call) => ![...reading, ...readingQueues].includes(call))).toEqual([])
  expect(calls).toEqual(expect.arrayContaining(['GET object', 'GET list', 'GetQueueAttributes', 'query']))
  const [[id, counts] = []] = doctor.takeCounts()
  const sent = calls.filter((call) => call !== 'query').length
  expect(id).toBe(connectionId)
  expect((counts?.sqs ?? 0) + (counts?.['s3-read'] ?? 0) + (counts?.['s3-write'] ?? 0)).toBe(sent)
})

test('reports permissions as unknown if only a change could check them', async () => {
  const { findings = [] } = (await check('submit')).get('permissions') ?? {}
  expect(findings.map(({ state }) => state)).toEqual(['ok', 'unknown'])
  expect(findings[1]?.text).toMatch(/SendMessage, PutObject, .* cannot be checked without changing something/)
})

test('reports a missing permission, with the minimal statement that grants it', async () => {
  sqs.respond(isQuery, caller)
  sqs.respond(
    (request) => target(request) === 'GetQueueAttributes',
    denied('sqs:getqueueattributes', 'arn:aws:sqs:us-west-1:111122223333:thumbs-pending'),
  )
  const steps = await check('watch')
  expect(texts(steps.get('identity'))).toBe(
    'You are arn:aws:iam::111122223333:user/ada in the account 111122223333.',
  )
  const [finding] = steps.get('permissions')?.findings ?? []
  expect(finding).toMatchObject({
    state: 'problem',
    text: 'thumbs: the permission sqs:GetQueueAttributes is missing for thumbs-pending.',
  })
  const { remedy } = finding ?? {}
  expect(remedy?.kind === 'statement' ? JSON.parse(remedy.text) : null).toEqual({
    Sid: 'SQSGetQueueAttributes',
    Effect: 'Allow',
    Action: ['sqs:GetQueueAttributes'],
    Resource: ['arn:aws:sqs:us-west-1:111122223333:thumbs-pending'],
  })
})

test('derives the S3 permission from the call if the response does not name it', async () => {
  s3.respond(({ method, url }) => method === 'GET' && /no-such-object/.test(url ?? ''), {
    status: 403,
    body: s3Error('AccessDenied', {}, 'Access Denied'),
  })
  expect(texts((await check('watch')).get('permissions'))).toContain(
    'the permission s3:GetObject is missing for remotejobs-in-thumbs/*',
  )
})

test('uses IAM for the rest, if the keys may', async () => {
  sqs.respond((request) => {
    if (!isQuery(request)) return false
    // Both services have the same address here. The first request is for STS.
    return !/iam/.test(String(request.headers.authorization))
  }, caller)
  sqs.respond((request) => isQuery(request), {
    status: 200,
    body: `<r><member><MatchedStatements><member/></MatchedStatements><EvalActionName>sqs:SendMessage</EvalActionName><EvalDecision>implicitDeny</EvalDecision></member>
      ${['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts', 's3:DeleteObject'].map((action) => `<member><EvalActionName>${action}</EvalActionName><EvalDecision>allowed</EvalDecision></member>`).join('')}</r>`,
  })
  const { findings = [] } = (await check('submit')).get('permissions') ?? {}
  expect(findings.map(({ state, text }) => [state, text])).toEqual([
    ['problem', 'thumbs: the permission sqs:SendMessage is missing for thumbs-pending.'],
  ])
})

test('an incomplete job queue offers to create what is missing', async () => {
  sqs.respond((request) => target(request) === 'GetQueueUrl', {
    status: 400,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'No such queue' }),
  })
  const [finding] = (await check()).get('resources')?.findings ?? []
  expect(finding).toEqual({
    state: 'problem',
    text: 'thumbs is incomplete. Missing: the queue thumbs-pending, the queue thumbs-inprogress, the queue thumbs-completed.',
    remedy: { kind: 'create', config },
  })
})

const draft = (s3Endpoint: string, edited: string | null): CheckRequest => ({
  subject: {
    kind: 'draft',
    draft: {
      kind: 'endpoint',
      label: 'Draft',
      region: 'us-west-1',
      bucketRegion: null,
      colour: null,
      isProduction: false,
      isReadOnly: false,
      allowUnencrypted: false,
      s3Endpoint,
      sqsEndpoint: sqs.endpoint,
    },
    edited,
  },
  role: 'work',
  mayAsk: false,
})

describe('a draft', () => {
  test('without keys shows whether its servers respond', async () => {
    const steps = await finished(draft(s3.endpoint, null))
    expect(steps.get('network')?.state).toBe('ok')
    expect(steps.get('keys')?.state).toBe('unknown')
    expect(texts(steps.get('permissions'))).toBe('This needs the keys.')
  })

  test('names a server only once if it is used for both S3 and SQS', async () => {
    const steps = await finished(draft(sqs.endpoint, null))
    expect(texts(steps.get('network'))).toBe(`S3 and SQS at ${new URL(sqs.endpoint).host} respond.`)
  })

  test('uses the keys of the connection that it changes, but only for the same servers', async () => {
    expect((await finished(draft(s3.endpoint, connectionId))).get('keys')?.state).toBe('ok')
    const elsewhere = await finished(draft(servers.s3Endpoint, connectionId))
    expect(elsewhere.get('keys')?.state).toBe('unknown')
  })

  test('ends the previous check', async () => {
    const first = doctor.start(draft(s3.endpoint, null))
    const shown: (string | null)[] = []
    doctor.onChange(() => shown.push(doctor.snapshot().checkId))
    const steps = await finished(draft('http://127.0.0.1:9', null))
    expect(texts(steps.get('network'))).toContain('nothing is listening')
    expect(shown).not.toContain(first)
  })
})

test('runs no program of a profile and asks for no code while the user types', async () => {
  await aws.write(
    `[profile program]\ncredential_process = false\nendpoint_url = ${sqs.endpoint}\n` +
      `[profile code]\nrole_arn = arn:aws:iam::111122223333:role/Demo\nsource_profile = program\nmfa_serial = arn:aws:iam::111122223333:mfa/ada\nendpoint_url = ${sqs.endpoint}\n`,
  )
  for (const [profile, reason] of [
    ['program', 'runs a program'],
    ['code', 'needs an MFA code'],
  ] as const) {
    const draft = {
      kind: 'profile',
      profile,
      label: 'Draft',
      region: 'us-west-1',
      bucketRegion: null,
      colour: null,
      isProduction: false,
      isReadOnly: false,
      bucketAccount: null,
      allowUnencrypted: false,
    } as const
    const steps = await finished({
      subject: { kind: 'draft', draft, edited: null },
      role: 'work',
      mayAsk: false,
    })
    const [finding] = steps.get('keys')?.findings ?? []
    expect(finding?.text).toContain(reason)
    expect(finding?.remedy).toEqual({ kind: 'ask' })
  }
})

test('tells the user where to sign in instead of asking while they type', async () => {
  vi.stubEnv('HOME', aws.folder)
  await aws.write(`[profile corp]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Demo
endpoint_url = ${sqs.endpoint}
[sso-session corp]
sso_region = eu-west-1
sso_start_url = https://corp.awsapps.com/start
`)
  const draft = {
    ...defaultSafety,
    kind: 'profile',
    label: 'Corp',
    profile: 'corp',
    region: 'us-west-1',
    bucketRegion: null,
    bucketAccount: null,
    allowUnencrypted: false,
  } as const
  const steps = await finished({
    subject: { kind: 'draft', draft, edited: null },
    role: 'work',
    mayAsk: false,
  })
  expect(texts(steps.get('keys'))).toBe(
    'You are not signed in with the AWS profile corp. Sign in once the connection is in the list.',
  )
})

test('checks a connection in use with its current keys', async () => {
  const script = join(aws.folder, 'keys.mjs')
  const started = join(aws.folder, 'started')
  const keys = { Version: 1, AccessKeyId: testKeys.accessKeyId, SecretAccessKey: testKeys.secretAccessKey }
  await writeFile(
    script,
    `import { appendFileSync } from 'node:fs'\nappendFileSync(${JSON.stringify(started)}, 'x')\nconsole.log(${JSON.stringify(JSON.stringify(keys))})\n`,
  )
  await aws.write(
    `[profile program]\ncredential_process = "${process.execPath}" "${script}"\nendpoint_url = ${sqs.endpoint}\n`,
  )
  const id = await aws.add('program', { region: 'us-west-1' })
  await aws.connections.connect(id)
  const subject = { kind: 'connection', connectionId: id } as const
  const steps = await finished({ subject, role: 'work', mayAsk: true })
  expect(steps.get('keys')?.state).toBe('ok')
  expect(await readFile(started, 'utf8')).toBe('x')
})

test('reports a profile that does not exist, and sends nothing', async () => {
  const id = await aws.add('gone')
  calls.length = 0
  const steps = await finished({
    subject: { kind: 'connection', connectionId: id },
    role: 'work',
    mayAsk: true,
  })
  expect(texts(steps.get('keys'))).toContain('The AWS profile gone does not exist on this computer.')
  expect(calls).toEqual([])
})

test('reports a clock that differs by more than five minutes', async () => {
  const date = new Date(Date.now() + 600_000).toUTCString()
  sqs.rewrite(() => true, { headers: { date } })
  s3.rewrite(() => true, { headers: { date } })
  const [finding] = (await check()).get('clock')?.findings ?? []
  expect(finding?.state).toBe('problem')
  expect(finding?.text).toMatch(/^This computer's clock is 10 minutes behind/)
})
