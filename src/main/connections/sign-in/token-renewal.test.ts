import { readFile, stat, writeFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { AwsFiles } from '../testing/aws-files.ts'
import type { OidcServer } from '../testing/oidc-server.ts'
import { startSignInServers, prepareSignIn } from '../testing/signing-in.ts'
import { tokenFile } from './token-cache.ts'

let servers: Awaited<ReturnType<typeof startSignInServers>>
let service: OidcServer
let aws: AwsFiles
let id: string

const file = (): string => tokenFile({ session: 'corp', startUrl: '' })
const read = async () => JSON.parse(await readFile(file(), 'utf8')) as Record<string, string>
const renewals = () => service.requests.filter(({ body }) => body['grantType'] === 'refresh_token')

beforeAll(async () => {
  servers = await startSignInServers()
})
beforeEach(async () => {
  ;({ service, aws } = await prepareSignIn(servers, (page) => void fetch(page)))
  id = await aws.add('work')
  await aws.connections.activate(id)
  await aws.connections.signIns.start(id)
  service.requests.length = 0
})
afterEach(() => aws.stop())
afterAll(() => servers.stop())

/** Connects again, with a token that expires after this many seconds. Returns the connection as shown. */
async function reconnect(seconds: number, change: Record<string, unknown> = {}) {
  const expiresAt = new Date(Date.now() + seconds * 1_000).toISOString()
  await writeFile(file(), JSON.stringify({ ...(await read()), expiresAt, ...change }))
  const again = await aws.connect('work')
  return again
}

test('a token that does not expire soon is not renewed', async () => {
  expect((await reconnect(3_600)).state).toBe('ready')
  expect(renewals()).toEqual([])
})

test.each([
  ['has expired', -60],
  ['expires soon', 60],
])('a token that %s is renewed and stored for the AWS CLI', async (_what, seconds) => {
  const before = await read()
  expect((await reconnect(seconds)).state).toBe('ready')
  expect(renewals().map(({ body }) => body['refreshToken'])).toEqual([before['refreshToken']])
  const after = await read()
  expect(after['accessToken']).not.toBe(before['accessToken'])
  expect(after['refreshToken']).not.toBe(before['refreshToken'])
  expect(Date.parse(after['expiresAt'] ?? '')).toBeGreaterThan(Date.now() + 3_600_000)
  const same = ['startUrl', 'region', 'clientId', 'clientSecret', 'registrationExpiresAt'] as const
  for (const name of same) expect(after[name]).toBe(before[name])
  expect((await stat(file())).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600)
})

test.each<[string, Record<string, unknown>]>([
  ['whose refresh token is refused', { refreshToken: 'used before' }],
  ['without a refresh token', { refreshToken: undefined }],
  ['whose registration has expired', { registrationExpiresAt: '2020-01-01T00:00:00Z' }],
])('an expired token %s needs a sign-in', async (_what, change) => {
  const { error } = await reconnect(-60, change)
  expect(error).toMatchObject({ code: 'CREDENTIALS_EXPIRED' })
  expect(error?.hint).toContain('Press “Sign in…”')
})

test('reports that the service is down instead of asking for a sign-in', async () => {
  service.behaviour.isDown = true
  expect((await reconnect(-60)).error?.code).toBe('SERVICE')
})
