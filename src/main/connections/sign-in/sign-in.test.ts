import { readFile, stat } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { close, listen, startServers, testKeys, type TestServers } from '../../engine/testing/servers.ts'
import { expectCode } from '../../engine/testing/expect-code.ts'
import { type AwsFiles, useAwsFiles } from '../testing/aws-files.ts'
import { tokenFile } from './token-cache.ts'

let servers: TestServers
/** A fake sign-in service, and a fake portal that returns keys for its tokens. */
let service: Server
let requests: { readonly path: string; readonly body: Record<string, unknown> }[]
/** How many more polls return “not yet confirmed”. */
let pending: number
let refusal: string | null
let page: string
let opened: string[]
let aws: AwsFiles
let id: string

beforeAll(async () => {
  servers = await startServers()
  service = await listen((request, response) => {
    void text(request).then((body) => {
      const path = (request.url ?? '').split('?')[0] ?? ''
      requests.push({ path, body: body === '' ? {} : (JSON.parse(body) as Record<string, unknown>) })
      const [status, answer] = answerTo(path, request.headers['x-amz-sso_bearer_token'])
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    })
  })
})
beforeEach(async () => {
  requests = []
  opened = []
  pending = 0
  refusal = null
  page = 'https://device.sso.eu-west-2.amazonaws.com/?user_code=ABCD-EFGH'
  aws = await useAwsFiles({}, async (address) => {
    opened.push(address)
    return address.includes('amazonaws.com')
  })
  vi.stubEnv('HOME', aws.folder)
  await aws.write(config)
  id = await aws.add('work')
})
afterEach(() => aws.stop())
afterAll(async () => {
  await close(service)
  await servers.stop()
})

function answerTo(path: string, token: unknown): readonly [status: number, answer: object] {
  switch (path) {
    case '/client/register':
      return [
        200,
        { clientId: 'client', clientSecret: 'client-secret', clientSecretExpiresAt: 4_930_000_000 },
      ]
    case '/device_authorization':
      return [
        200,
        {
          deviceCode: 'device',
          userCode: 'ABCD-EFGH',
          verificationUri: 'https://device.sso.eu-west-2.amazonaws.com/',
          verificationUriComplete: page,
          expiresIn: 600,
          interval: 0.02,
        },
      ]
    case '/token':
      if (refusal !== null) return [400, { error: refusal }]
      pending -= 1
      return pending >= 0
        ? [400, { error: 'authorization_pending' }]
        : [
            200,
            {
              accessToken: 'the-token',
              expiresIn: 28_800,
              refreshToken: 'the-refresh-token',
              tokenType: 'Bearer',
            },
          ]
    case '/federation/credentials':
      return token === 'the-token'
        ? [
            200,
            { roleCredentials: { ...testKeys, sessionToken: 'session', expiration: Date.now() + 3_600_000 } },
          ]
        : [401, { message: 'Session token not found or invalid' }]
    default:
      return [404, {}]
  }
}

const address = (): string => `http://127.0.0.1:${(service.address() as AddressInfo).port}`

const services = (): string => `[services lab]
s3 =
  endpoint_url = ${servers.s3Endpoint}
sqs =
  endpoint_url = ${servers.sqsEndpoint}
sso =
  endpoint_url = ${address()}
sso_oidc =
  endpoint_url = ${address()}
`

let config: string
beforeAll(() => {
  config = `[profile work]
region = us-west-1
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Demo
services = lab
[sso-session corp]
sso_region = eu-west-2
sso_start_url = https://example.awsapps.com/start
sso_registration_scopes = sso:account:access
[profile old]
region = us-west-1
sso_region = eu-west-2
sso_start_url = https://old.awsapps.com/start
sso_account_id = 111122223333
sso_role_name = Demo
services = lab
${services()}`
})

const shown = (connection = id) => aws.connections.snapshot().connections.find((one) => one.id === connection)

describe('a sign-in from the app', () => {
  test('opens the page, waits for the user, and connects', async () => {
    await aws.connections.activate(id)
    expect(shown()).toMatchObject({
      signsIn: true,
      state: 'reconnecting',
      error: { code: 'CREDENTIALS_EXPIRED' },
    })
    expect(shown()?.error?.hint).toContain('Press “Sign in”')
    pending = 2
    await aws.connections.signIns.start(id)
    expect(opened).toEqual([page])
    expect(shown()?.state).toBe('ready')
    expect(aws.connections.snapshot().signIn).toBeNull()
    expect(requests.filter(({ path }) => path === '/token')).toHaveLength(3)
    expect(requests[0]?.body).toMatchObject({ clientType: 'public', scopes: ['sso:account:access'] })
  })

  test('shows its code while it runs, and can be cancelled', async () => {
    pending = Number.POSITIVE_INFINITY
    const running = aws.connections.signIns.start(id)
    await vi.waitFor(() => expect(aws.connections.snapshot().signIn?.code).toBe('ABCD-EFGH'))
    expect(aws.connections.snapshot().signIn).toMatchObject({ label: 'work', profile: 'work', page })
    aws.connections.signIns.cancel(id)
    await expectCode(running, 'CANCELLED')
    expect(aws.connections.snapshot().signIn).toBeNull()
    await expect(readFile(tokenFile({ session: 'corp', startUrl: '' }))).rejects.toThrow('ENOENT')
  })

  test('stores its token where the AWS CLI expects it, readable by the user only', async () => {
    await aws.connections.signIns.start(id)
    // The name is the SHA-1 of “corp”.
    const file = join(aws.folder, '.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json')
    expect(tokenFile({ session: 'corp', startUrl: '' })).toBe(file)
    const stored = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>
    expect(stored).toMatchObject({
      startUrl: 'https://example.awsapps.com/start',
      region: 'eu-west-2',
      accessToken: 'the-token',
      refreshToken: 'the-refresh-token',
      clientId: 'client',
      clientSecret: 'client-secret',
    })
    for (const time of [stored['expiresAt'], stored['registrationExpiresAt']]) {
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    }
    const { mode } = await stat(file)
    expect(mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600)
  })

  test('works for a profile of the older form', async () => {
    const old = await aws.add('old')
    await aws.connections.activate(old)
    await aws.connections.signIns.start(old)
    expect(shown(old)?.state).toBe('ready')
    const stored = await readFile(
      tokenFile({ session: null, startUrl: 'https://old.awsapps.com/start' }),
      'utf8',
    )
    expect(JSON.parse(stored)).toMatchObject({ accessToken: 'the-token' })
  })

  test('opens no page outside AWS', async () => {
    page = 'https://evil.example/?user_code=ABCD-EFGH'
    const error = await expectCode(aws.connections.signIns.start(id), 'ADDRESS_UNSAFE')
    expect(error.message).toContain('evil.example')
    expect(requests.some(({ path }) => path === '/token')).toBe(false)
  })

  test.each([
    ['access_denied', 'declined'],
    ['expired_token', 'too long'],
  ])('that ends with %s says so', async (code, words) => {
    refusal = code
    const error = await expectCode(aws.connections.signIns.start(id), 'CREDENTIALS_EXPIRED')
    expect(error.message).toContain(words)
  })

  test('is refused for a profile with keys of its own', async () => {
    await aws.write('[profile keys]\nregion = us-west-1\naws_access_key_id = a\naws_secret_access_key = b\n')
    const keys = await aws.add('keys')
    expect(shown(keys)?.signsIn).toBe(false)
    await expectCode(aws.connections.signIns.start(keys), 'BAD_REQUEST')
  })

  test('of a role is that of its source profile', async () => {
    await aws.write(`${config}[profile role]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = work\n`)
    const role = await aws.add('role')
    expect(shown(role)?.signsIn).toBe(true)
    await aws.connections.signIns.start(role)
    expect(requests.map(({ path }) => path)).toContain('/token')
  })
})

test('a profile of “aws login” without a sign-in names the command', async () => {
  await aws.write(
    '[profile console]\nregion = us-west-1\nlogin_session = arn:aws:iam::111122223333:user/ada\n',
  )
  const { error } = await aws.connect('console')
  expect(error).toMatchObject({
    code: 'CREDENTIALS_EXPIRED',
    message: 'You are not signed in with the AWS profile console.',
  })
  expect(error?.hint).toContain('aws login --profile console')
})
