import { beforeEach, afterEach, describe, expect, test, vi } from 'vitest'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Channel } from '../../../shared/ipc/channels.ts'
import { channels } from '../../../shared/ipc/channels.ts'
import { newConnection } from '../../../shared/connections/connections.ts'
import { ConnectionRecords } from '../../connections/connection-records.ts'
import { Connections } from '../../connections/connections.ts'
import { localConnectionId, SettingsStore } from '../../connections/stores/settings-store.ts'
import { expectCode } from '../../engine/testing/expect-code.ts'
import type { Handlers } from '../register.ts'
import type { Question, Services } from '../services.ts'
import { protectConnections } from './protect-connections.ts'

const config = `[profile prod]
role_arn = arn:aws:iam::111111111111:role/app
source_profile = base
[profile prod-too]
sso_session = corp
sso_account_id = 111111111111
[profile dev]
sso_session = corp
sso_account_id = 222222222222
[profile base]
aws_access_key_id = a
aws_secret_access_key = b
[profile minio]
endpoint_url = https://minio.example:9000
aws_access_key_id = a
aws_secret_access_key = b
`

let folder: string
let connections: Connections
let store: SettingsStore
let questions: string[]
let agrees: boolean
let ran: string[]
let handlers: Record<string, (input: unknown) => Promise<unknown>>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-copies-'))
  await writeFile(join(folder, 'config'), config)
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'))
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'none'))
  ;({ store } = await SettingsStore.open(join(folder, 'settings.json')))
  await store.change({ localPort: 9_123 })
  connections = new Connections({ settings: store, local: () => null })
  questions = []
  agrees = false
  ran = []
  const plain = channels.map((channel) => [channel, async () => void ran.push(channel)])
  const services = {
    connections,
    settings: store,
    dialogs: {
      confirm: async ({ message }: Question) => {
        questions.push(message)
        return agrees
      },
    },
  } as unknown as Services
  const all = Object.fromEntries(plain) as Handlers
  handlers = protectConnections(all, async () => services) as unknown as typeof handlers
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await connections.close(0)
  await rm(folder, { recursive: true })
})

const call = (channel: Channel, input: object) => handlers[channel]?.(input) ?? Promise.reject(new Error())

type Wanted = Readonly<Record<string, unknown>>
const profile = (name: string, more: Wanted = {}): Wanted => ({
  kind: 'profile',
  label: name,
  region: 'eu-west-1',
  profile: name,
  ...more,
})
const keys = (more: Wanted = {}): Wanted => ({ kind: 'keys', label: 'keys', region: 'eu-west-1', ...more })
const endpoint = (s3Endpoint: string, sqsEndpoint: string, more: Wanted = {}): Wanted => ({
  kind: 'endpoint',
  label: 'server',
  region: 'eu-west-1',
  s3Endpoint,
  sqsEndpoint,
  ...more,
})
const [s3, sqs] = ['https://s3.example.org', 'https://sqs.example.org']
/** The account of the profile `prod`. */
const bucketAccount = '111111111111'
const safe = { isReadOnly: true, isProduction: true }

const add = async (wanted: Wanted): Promise<string> =>
  (await new ConnectionRecords(store).add(newConnection.parse(wanted))).id
const wantsToAdd = (wanted: Wanted): Promise<unknown> => call('connections:add', newConnection.parse(wanted))

describe('an unprotected connection to a protected server or account', () => {
  test.each<[string, Wanted, Wanted]>([
    ['the same profile', profile('prod', safe), profile('prod')],
    ['another profile of the same account', profile('prod', safe), profile('prod-too')],
    ['a profile whose account is unknown', profile('prod', safe), profile('base')],
    ['a profile that does not exist yet', profile('prod', safe), profile('missing')],
    ['AWS access keys', profile('prod', safe), keys()],
    ['the AWS address', profile('prod', safe), endpoint('https://s3.eu-west-1.amazonaws.com', sqs)],
    ['the same server', endpoint(s3, sqs, safe), endpoint(s3, sqs)],
    ['the same S3 server', endpoint(s3, sqs, safe), endpoint(`${s3}:443/`, 'https://other.example')],
    ['the same SQS server', endpoint(s3, sqs, safe), endpoint('https://other.example', sqs)],
    ["a profile's server", profile('minio', safe), endpoint('https://minio.example:9000', sqs)],
    [
      'a dot after its name',
      endpoint(s3, sqs, safe),
      endpoint('https://s3.example.org.', 'https://x.example'),
    ],
    [
      'another name for this computer',
      endpoint('http://127.0.0.1:9000', 'http://127.0.0.1:9001', safe),
      endpoint('http://localhost:9000', 'http://[::1]:9002'),
    ],
    ["its buckets' account", profile('dev', { ...safe, bucketAccount }), profile('prod')],
    ['its buckets in a protected account', profile('prod', safe), profile('dev', { bucketAccount })],
    ['keys and a bucket account', keys({ ...safe, bucketAccount }), profile('dev')],
    [
      'an IPv4 address as IPv6',
      endpoint('https://192.168.1.5:9000', sqs, safe),
      endpoint('https://[::ffff:192.168.1.5]:9000', 'https://x.example'),
    ],
    ['the address of another partition', keys(safe), endpoint('https://s3.eusc-de-east-1.amazonaws.eu', sqs)],
    ['only one of two protections', profile('prod', safe), profile('prod', { isReadOnly: true })],
  ])('is added only if the user agrees (%s)', async (_what, before, wanted) => {
    await add(before)
    await expectCode(wantsToAdd(wanted), 'CANCELLED')
    expect(ran).toEqual([])
    expect(questions).toEqual([
      `Use ${String(wanted['label'])} without the protection of ${String(before['label'])}?`,
    ])
    agrees = true
    await wantsToAdd(wanted)
    expect(ran).toEqual(['connections:add'])
  })

  test.each<[string, Wanted, Wanted]>([
    ['a profile of another account', profile('prod', safe), profile('dev')],
    [
      'a profile of another account, with other buckets',
      profile('prod', safe),
      profile('dev', { bucketAccount: '333333333333' }),
    ],
    ['another server', endpoint(s3, sqs, safe), endpoint('https://a.example', 'https://b.example')],
    ['another port', endpoint(s3, sqs, safe), endpoint(`${s3}:8443`, `${sqs}:8443`)],
    ['AWS, if a server is protected', endpoint(s3, sqs, safe), profile('prod')],
    ['a connection with the same protection', profile('prod', safe), profile('prod', safe)],
    ['a copy of an unprotected one', profile('prod'), profile('prod')],
  ])('is added without a question (%s)', async (_what, before, wanted) => {
    await add(before)
    await wantsToAdd(wanted)
    expect(questions).toEqual([])
  })

  test('is detected for Local too', async () => {
    await connections.edit(localConnectionId, { kind: 'local', label: 'Local', colour: null, ...safe })
    await expectCode(wantsToAdd(endpoint('http://localhost:9123', 'http://localhost:9123')), 'CANCELLED')
    expect(questions).toEqual(['Use server without the protection of Local?'])
  })

  test('cannot be created by an edit without a question', async () => {
    await add(endpoint(s3, sqs, { ...safe, label: 'Prod' }))
    const connectionId = await add(endpoint('https://a.example', 'https://b.example'))
    const edited = newConnection.parse(endpoint(s3, sqs))
    await expectCode(call('connections:edit', { connectionId, edited }), 'CANCELLED')
    expect(questions).toEqual(['Use server without the protection of Prod?'])
  })

  test('can be renamed without a question once the user has agreed to it', async () => {
    await add(profile('prod', safe))
    const connectionId = await add(profile('prod'))
    const edited = newConnection.parse(profile('prod', { label: 'Renamed' }))
    await call('connections:edit', { connectionId, edited })
    expect(questions).toEqual([])
  })
})

describe('a protected connection', () => {
  test.each([
    ['another server', endpoint(s3, sqs, safe), endpoint('https://a.example', 'https://b.example', safe)],
    ['another account', profile('prod', safe), profile('dev', safe)],
    ['another profile of an unknown account', profile('base', safe), profile('missing', safe)],
    ['buckets in another account', profile('dev', { ...safe, bucketAccount }), profile('dev', safe)],
    ['other buckets of its access keys', keys({ ...safe, bucketAccount }), keys(safe)],
    [
      'the same two accounts the other way round',
      profile('prod', { ...safe, bucketAccount: '222222222222' }),
      profile('dev', { ...safe, bucketAccount }),
    ],
    ['the same two servers the other way round', endpoint(s3, sqs, safe), endpoint(sqs, s3, safe)],
  ])('is moved to %s only if the user agrees', async (_what, before, wanted) => {
    const connectionId = await add(before)
    const edited = newConnection.parse(wanted)
    await expectCode(call('connections:edit', { connectionId, edited }), 'CANCELLED')
    expect(questions).toEqual([
      `Move ${String(before['label'])} and its protection to another server or account?`,
    ])
  })

  test("can name its own keys' account without a question", async () => {
    const connectionId = await add(profile('prod', safe))
    const edited = newConnection.parse(profile('prod', { ...safe, bucketAccount }))
    await call('connections:edit', { connectionId, edited })
    expect(questions).toEqual([])
  })

  test('is removed only if the user agrees', async () => {
    const connectionId = await add(profile('prod', safe))
    await expectCode(call('connections:remove', { connectionId }), 'CANCELLED')
    expect(questions).toEqual(['Remove prod, which is production and read-only?'])
    agrees = true
    await call('connections:remove', { connectionId })
    expect(ran).toEqual(['connections:remove'])
  })
})

test('an unprotected connection is removed without a question', async () => {
  await call('connections:remove', { connectionId: await add(profile('prod')) })
  expect(questions).toEqual([])
})
