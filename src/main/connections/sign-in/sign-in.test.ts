import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { expectCode } from '../../engine/testing/expect-code.ts'
import type { AwsFiles } from '../testing/aws-files.ts'
import { codePage, type OidcServer } from '../testing/oidc-server.ts'
import { type SigningIn, startSignInServers, prepareSignIn } from '../testing/signing-in.ts'
import { tokenFile } from './token-cache.ts'

let servers: Awaited<ReturnType<typeof startSignInServers>>
let service: OidcServer
let aws: AwsFiles
let opened: SigningIn['opened']
let config: string
let id: string
/** Plays the browser and the user on the sign-in page. */
let browse: (page: string) => void
/** The last page that the browser shows. */
let shownAtEnd: Promise<Response>

beforeAll(async () => {
  servers = await startSignInServers()
})
beforeEach(async () => {
  browse = (page) => {
    shownAtEnd = fetch(page)
  }
  ;({ service, aws, opened, config } = await prepareSignIn(servers, (page) => browse(page)))
  id = await aws.add('work')
})
afterEach(() => aws.stop())
afterAll(() => servers.stop())

const shown = (connection = id) => aws.connections.snapshot().connections.find((one) => one.id === connection)
const start = (connection = id): Promise<void> => aws.connections.signIns.start(connection)
const calls = (): string[] => service.requests.map(({ path }) => path)
const isRequested = (count: number) => vi.waitFor(() => expect(calls()).toHaveLength(count))
const corp = { session: 'corp', startUrl: '' }
const stored = async (session = tokenFile(corp)) =>
  JSON.parse(await readFile(session, 'utf8')) as Record<string, string>

describe('a sign-in with a redirect', () => {
  test("opens the page, exchanges the browser's code, and connects", async () => {
    await aws.connections.activate(id)
    expect(shown()).toMatchObject({
      signsIn: true,
      state: 'reconnecting',
      error: { code: 'CREDENTIALS_EXPIRED' },
    })
    expect(shown()?.error?.hint).toContain('Press “Sign in…”')
    await start()
    expect(shown()?.state).toBe('ready')
    expect(aws.connections.snapshot().signIn).toBeNull()
    expect(service.requests[0]?.body).toMatchObject({
      clientType: 'public',
      grantTypes: ['authorization_code', 'refresh_token'],
      redirectUris: ['http://127.0.0.1/oauth/callback'],
      issuerUrl: 'https://example.awsapps.com/start',
      scopes: ['sso:account:access'],
    })
    await expect(shownAtEnd.then((page) => page.text())).resolves.toContain('You are signed in.')
  })

  test('stores its token where the AWS CLI expects it, readable only by the user', async () => {
    await start()
    // The name is the SHA-1 of “corp”.
    const file = join(aws.folder, '.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json')
    expect(tokenFile(corp)).toBe(file)
    const token = await stored(file)
    expect(token).toMatchObject({
      startUrl: 'https://example.awsapps.com/start',
      region: 'eu-west-2',
      accessToken: expect.stringContaining('access ') as string,
      refreshToken: expect.stringContaining('refresh ') as string,
      clientId: expect.any(String) as string,
      clientSecret: expect.stringContaining('secret ') as string,
    })
    for (const time of [token['expiresAt'], token['registrationExpiresAt']]) {
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    }
    const { mode } = await stat(file)
    expect(mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600)
  })

  test('shows the host of its page and no code, and keeps its state in main', async () => {
    browse = () => undefined
    const running = start()
    await vi.waitFor(() => expect(aws.connections.snapshot().signIn).not.toBeNull())
    const state = new URL(opened[0] ?? '').searchParams.get('state') ?? ''
    expect(state.length).toBeGreaterThan(40)
    const snapshot = aws.connections.snapshot()
    expect(snapshot.signIn).toMatchObject({ label: 'work', code: null, host: new URL(service.address).host })
    expect(JSON.stringify(snapshot)).not.toContain(state)
    aws.connections.signIns.cancel(id)
    await expectCode(running, 'CANCELLED')
  })

  test('does not open a page if it is cancelled while the settings are read', async () => {
    const running = start()
    aws.connections.signIns.cancel(id)
    await expectCode(running, 'CANCELLED')
    expect(opened).toEqual([])
    expect(calls()).toEqual([])
  })

  test('stops listening once it is cancelled', async () => {
    browse = () => undefined
    const running = start()
    await vi.waitFor(() => expect(opened).toHaveLength(1))
    const redirect = new URL(opened[0] ?? '').searchParams.get('redirect_uri') ?? ''
    expect((await fetch(redirect)).status).toBe(400)
    aws.connections.signIns.cancel(id)
    await expectCode(running, 'CANCELLED')
    await expect(fetch(redirect)).rejects.toThrow('fetch failed')
    await expect(readFile(tokenFile(corp))).rejects.toThrow('ENOENT')
  })

  test('reports that the user declined', async () => {
    service.behaviour.declines = true
    const error = await expectCode(start(), 'CREDENTIALS_EXPIRED')
    expect(error.message).toContain('declined')
    await expect(shownAtEnd.then((page) => page.text())).resolves.toContain('You are not signed in.')
    expect(calls()).not.toContain('/token')
  })

  test('rejects the code of another sign-in', async () => {
    browse = (page) => {
      const query = new URL(page).searchParams
      const redirect = new URL(query.get('redirect_uri') ?? '')
      redirect.search = new URLSearchParams({ state: query.get('state') ?? '', code: 'foreign' }).toString()
      void fetch(redirect)
    }
    const error = await expectCode(start(), 'CREDENTIALS_EXPIRED')
    expect(error.message).toContain('invalid_grant')
    await expect(readFile(tokenFile(corp))).rejects.toThrow('ENOENT')
  })

  test('reports that the service is down', async () => {
    service.behaviour.isDown = true
    await expectCode(start(), 'SERVICE')
  })
})

describe('a sign-in with a code to compare', () => {
  beforeEach(() => {
    service.behaviour.refusesRedirects = true
  })

  test('is used if the service registers no redirects', async () => {
    await aws.connections.activate(id)
    service.behaviour.pending = 2
    await start()
    expect(opened).toEqual([codePage])
    expect(shown()?.state).toBe('ready')
    expect(calls().filter((path) => path === '/token')).toHaveLength(3)
    expect(await stored()).toMatchObject({ accessToken: expect.stringContaining('access ') as string })
  })

  test('shows its code while it runs, and can be cancelled', async () => {
    service.behaviour.pending = Number.POSITIVE_INFINITY
    const running = start()
    await vi.waitFor(() => expect(aws.connections.snapshot().signIn?.code).toBe('ABCD-EFGH'))
    expect(aws.connections.snapshot().signIn).toMatchObject({
      label: 'work',
      profile: 'work',
      host: new URL(codePage).host,
    })
    aws.connections.signIns.cancel(id)
    await expectCode(running, 'CANCELLED')
    expect(aws.connections.snapshot().signIn).toBeNull()
    await expect(readFile(tokenFile(corp))).rejects.toThrow('ENOENT')
  })

  test('is used for a profile without an sso-session, as in the AWS CLI', async () => {
    service.behaviour.refusesRedirects = false
    const old = await aws.add('old')
    await aws.connections.activate(old)
    await start(old)
    expect(opened).toEqual([codePage])
    expect(shown(old)?.state).toBe('ready')
    const file = tokenFile({ session: null, startUrl: 'https://old.awsapps.com/start' })
    expect(await stored(file)).toMatchObject({ accessToken: expect.stringContaining('access ') as string })
  })

  test('does not open a page outside AWS', async () => {
    service.behaviour.page = 'https://evil.example/?user_code=ABCD-EFGH'
    const error = await expectCode(start(), 'ADDRESS_UNSAFE')
    expect(error.message).toContain('evil.example')
    expect(calls()).not.toContain('/token')
  })

  test.each([
    ['access_denied', 'declined'],
    ['expired_token', 'too long'],
  ])('that ends with %s reports the reason', async (code, words) => {
    service.behaviour.refusal = code
    const error = await expectCode(start(), 'CREDENTIALS_EXPIRED')
    expect(error.message).toContain(words)
  })
})

describe('a sign-in', () => {
  test('is refused for a profile with its own keys', async () => {
    await aws.write('[profile keys]\nregion = us-west-1\naws_access_key_id = a\naws_secret_access_key = b\n')
    const keys = await aws.add('keys')
    expect(shown(keys)?.signsIn).toBe(false)
    await expectCode(start(keys), 'BAD_REQUEST')
  })

  test('serves all profiles of its session', async () => {
    await aws.write(
      `${config}[profile sibling]
region = us-west-1
sso_session = corp
sso_account_id = 444455556666
sso_role_name = Other
services = lab
`,
    )
    const sibling = await aws.add('sibling')
    await aws.connections.activate(sibling)
    expect(shown(sibling)?.error?.code).toBe('CREDENTIALS_EXPIRED')
    await aws.connections.activate(id)
    await start()
    const signIns = opened.length
    await aws.connections.activate(sibling)
    expect(shown(sibling)).toMatchObject({ state: 'ready', error: null })
    expect(opened).toHaveLength(signIns)
    const roles = service.requests.filter(({ path }) => path === '/federation/credentials')
    expect(roles.length).toBeGreaterThanOrEqual(2)
  })

  test('that does not include the role of the profile says so, and asks for no other sign-in', async () => {
    await start()
    service.behaviour.deniesRoles = true
    await aws.connections.activate(id)
    const { error } = shown(id) ?? {}
    expect(error).toMatchObject({
      code: 'CREDENTIALS',
      message: expect.stringContaining('role Demo') as string,
    })
    expect(error?.hint).toContain('sso_role_name')
  })

  test("for a role is its source profile's", async () => {
    await aws.write(`${config}[profile role]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = work\n`)
    const role = await aws.add('role')
    expect(shown(role)?.signsIn).toBe(true)
    await start(role)
    expect(calls()).toContain('/token')
  })
})

describe('a sign-in whose page is not shown yet', () => {
  let answer: () => void

  beforeEach(() => {
    service.behaviour.respondsAfter = new Promise((resolve) => (answer = resolve))
  })
  afterEach(() => answer())

  test('can be cancelled before it opens a page', async () => {
    const running = start()
    await isRequested(1)
    aws.connections.signIns.cancel(id)
    answer()
    await expectCode(running, 'CANCELLED')
    expect(opened).toEqual([])
  })

  test('stops when the app quits', async () => {
    const running = start()
    await isRequested(1)
    aws.connections.signIns.close()
    answer()
    await expectCode(running, 'CANCELLED')
    expect(opened).toEqual([])
  })

  test('is replaced by the next one of the same connection', async () => {
    const first = expectCode(start(), 'CANCELLED')
    await isRequested(1)
    const second = start()
    await isRequested(2)
    answer()
    await Promise.all([first, second])
    expect(opened).toHaveLength(1)
    expect(aws.connections.snapshot().signIn).toBeNull()
  })
})

test('the error for an “aws login” profile without a sign-in names the command', async () => {
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
