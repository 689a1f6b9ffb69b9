import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { expectCode } from '../../../engine/testing/expect-code.ts'
import { startServers, type TestServers } from '../../../engine/testing/servers.ts'
import { type AwsFiles, openAwsFiles } from '../../testing/aws-files.ts'
import { ConsoleServer, consoleUser } from '../../testing/console-server.ts'
import { loginFile } from './login-cache.ts'
import { loginOf, signInAddress } from './login-session.ts'

let servers: TestServers
let service: ConsoleServer
let aws: AwsFiles
let opened: string[]
let id: string

beforeAll(async () => {
  ;[servers, service] = await Promise.all([startServers(), ConsoleServer.start()])
})
beforeEach(async () => {
  opened = []
  service.behaviour = { identity: consoleUser, refusal: null }
  aws = await openAwsFiles({}, async (page) => {
    opened.push(page)
    void fetch(page)
    return true
  })
  vi.stubEnv('HOME', aws.folder)
  await aws.write(`[profile console]
region = us-west-1
login_session = ${consoleUser}
services = lab
[services lab]
s3 =
  endpoint_url = ${servers.s3Endpoint}
sqs =
  endpoint_url = ${servers.sqsEndpoint}
signin =
  endpoint_url = ${service.address}
`)
  id = await aws.add('console')
})
afterEach(() => aws.stop())
afterAll(() => Promise.all([servers.stop(), service.stop()]))

const shown = () => aws.connections.snapshot().connections.find((one) => one.id === id)
const start = (): Promise<void> => aws.connections.signIns.start(id)

describe('a console sign-in', () => {
  test("opens the page, exchanges the browser's code, and connects", async () => {
    await aws.connections.activate(id)
    expect(shown()).toMatchObject({ signsIn: true, error: { code: 'CREDENTIALS_EXPIRED' } })
    expect(shown()?.error?.hint).toMatch(/Press “Sign in…”.*aws login --profile console/)
    await start()
    expect(opened).toHaveLength(1)
    expect(shown()?.state).toBe('ready')
  })

  test('stores its keys where the AWS CLI expects them, readable only by the user', async () => {
    await start()
    // The name is the SHA-256 of the user's ARN.
    const name = '8a94dcaf071ee6a78db9a6b90e40b539573c9c8ef33a82541e6d9d2ceda11e00'
    const file = loginFile(consoleUser)
    expect(file).toBe(join(aws.folder, '.aws/login/cache', `${name}.json`))
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      accessToken: {
        accessKeyId: 'S3RVER',
        secretAccessKey: 'S3RVER',
        sessionToken: 'session',
        accountId: '111122223333',
        expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
      },
      tokenType: 'urn:aws:params:oauth:token-type:access_token_sigv4',
      clientId: 'arn:aws:signin:::devtools/same-device',
      refreshToken: 'the-refresh-token',
      idToken: expect.any(String) as string,
      dpopKey: expect.stringMatching(/^-----BEGIN EC PRIVATE KEY-----\n/) as string,
    })
    expect((await stat(file)).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600)
  })

  test('by another user is not stored', async () => {
    service.behaviour.identity = 'arn:aws:iam::444455556666:user/bob'
    const error = await expectCode(start(), 'CREDENTIALS')
    expect(error.message).toContain('444455556666:user/bob')
    for (const identity of [consoleUser, service.behaviour.identity]) {
      await expect(readFile(loginFile(identity))).rejects.toThrow('ENOENT')
    }
  })

  test.each([
    ['AUTHCODE_EXPIRED', 'CREDENTIALS_EXPIRED', 'too long'],
    ['INSUFFICIENT_PERMISSIONS', 'CREDENTIALS', 'not allowed to sign in'],
    ['USER_CREDENTIALS_CHANGED', 'CREDENTIALS_EXPIRED', 'USER_CREDENTIALS_CHANGED'],
  ] as const)('reports that AWS refused with %s', async (refusal, code, words) => {
    service.behaviour.refusal = refusal
    expect((await expectCode(start(), code)).message).toContain(words)
  })
})

const files = (profiles: Readonly<Record<string, Record<string, string>>>) => ({
  profiles: new Map(Object.entries(profiles)),
  services: new Map(),
  ssoSessions: new Map(),
})

test('a role uses the console sign-in of its source profile', () => {
  const all = files({ role: { source_profile: 'console' }, console: { login_session: consoleUser } })
  expect(loginOf(all, 'role', 'eu-west-1')).toMatchObject({ profile: 'console', region: 'eu-west-1' })
  expect(loginOf(files({ a: { source_profile: 'b' }, b: { source_profile: 'a' } }), 'a', '')).toBeNull()
})

test.each([
  ['eu-west-1', 'https://eu-west-1.signin.aws.amazon.com'],
  ['us-gov-west-1', 'https://us-gov-west-1.signin.amazonaws-us-gov.com'],
  ['cn-north-1', 'https://cn-north-1.signin.amazonaws.cn'],
  ['eusc-de-east-1', 'https://eusc-de-east-1.signin.amazonaws-eusc.eu'],
])('the page for %s is at %s', (region, address) => {
  expect(signInAddress({ endpoint: null, region })).toBe(address)
})
