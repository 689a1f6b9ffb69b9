import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type ConnectProxy, startConnectProxy } from '../engine/testing/proxies/connect-proxy.ts'
import { type AwsFiles, openAwsFiles } from './testing/aws-files.ts'

/** Stands in for AWS. */
let proxy: ConnectProxy
let aws: AwsFiles
beforeAll(async () => {
  proxy = await startConnectProxy({})
})
beforeEach(async () => {
  proxy.requests.length = 0
  aws = await openAwsFiles({ HTTPS_PROXY: proxy.url, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' })
  vi.stubEnv('HOME', aws.folder)
})
afterEach(() => aws.stop())
afterAll(() => proxy.stop())

const base =
  '[base]\naws_access_key_id = AKIAEXAMPLE0000BASE\naws_secret_access_key = not-a-real-secret-0000BASE\n'

/** Stores a sign-in token like “aws sso login”. */
async function signIn(session: string): Promise<void> {
  const folder = join(aws.folder, '.aws', 'sso', 'cache')
  await mkdir(folder, { recursive: true })
  const name = createHash('sha1').update(session).digest('hex')
  const token = { accessToken: 'not-a-real-token', expiresAt: '2126-01-01T00:00:00Z', region: 'eu-west-1' }
  await writeFile(join(folder, `${name}.json`), JSON.stringify(token))
}

const sso = (name: string): string => `[profile ${name}]
region = eu-west-1
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Demo
[sso-session corp]
sso_region = eu-west-2
sso_start_url = https://example.awsapps.com/start
`

describe('a sign-in', () => {
  test.each(['work', 'Acct/PowerUser', 'My Team', 'größe'])(
    'of the profile %s goes to AWS through the proxy',
    async (name) => {
      await aws.write(sso(name))
      await signIn('corp')
      expect((await aws.connect(name)).error?.code).toBe('PROXY_FAILED')
      expect(new Set(proxy.requests)).toEqual(new Set(['CONNECT portal.sso.eu-west-2.amazonaws.com:443']))
    },
  )

  test('works in the older form too', async () => {
    await aws.write(
      '[profile old]\nsso_region = eu-west-2\nsso_start_url = https://old.example/start\nsso_account_id = 1\nsso_role_name = Demo\n',
    )
    await signIn('https://old.example/start')
    expect((await aws.connect('old')).error?.code).toBe('PROXY_FAILED')
  })

  test.each(['sso', 'source'])('does not send its token to an unencrypted address: %s', async (place) => {
    const services = '[services plain]\nsso =\n  endpoint_url = http://portal.example\n'
    const work = sso('work').replace('[sso-session', 'services = plain\n[sso-session')
    const role = '[profile role]\nrole_arn = arn:aws:iam::111122223333:role/Demo\nsource_profile = work\n'
    await aws.write(work + services + role)
    vi.stubEnv('HTTP_PROXY', proxy.url)
    await signIn('corp')
    expect((await aws.connect(place === 'sso' ? 'work' : 'role')).error?.code).toBe('ADDRESS_UNSAFE')
    expect(proxy.requests).toEqual([])
  })

  test('that is missing says how to sign in', async () => {
    await aws.write(sso('work'))
    const { error } = await aws.connect('work')
    expect(error).toMatchObject({
      code: 'CREDENTIALS_EXPIRED',
      message: 'You are not signed in with the AWS profile work.',
      hint: expect.stringContaining('aws sso login --profile work') as string,
    })
    expect(proxy.requests).toEqual([])
  })
})

describe('a role', () => {
  const role = '[profile role]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111122223333:role/Demo\n'
  test('uses the keys of its source profile', async () => {
    await aws.write(`${role}source_profile = base\n`, base)
    expect((await aws.connect('role')).error?.code).toBe('PROXY_FAILED')
    expect(new Set(proxy.requests)).toEqual(new Set(['CONNECT sts.eu-west-1.amazonaws.com:443']))
  })

  test.each([
    ['a source profile', () => 'source_profile = base\n'],
    ['a token file', () => `web_identity_token_file = ${join(aws.folder, 'token')}\n`],
  ])('with %s reaches an STS without TLS through the proxy', async (_what, more) => {
    vi.stubEnv('HTTP_PROXY', proxy.url)
    await writeFile(join(aws.folder, 'token'), 'not-a-real-token')
    await aws.write(
      `${role}services = lab\n${more()}[services lab]\nsts =\n  endpoint_url = http://192.168.1.20:9000\n`,
      base,
    )
    await aws.connections.activate(await aws.add('role', { allowUnencrypted: true }))
    expect(new Set(proxy.requests)).toEqual(new Set(['POST http://192.168.1.20:9000/']))
  })

  test.each([
    ['without a source', '', 'no keys to assume it with'],
    ['with a missing source', 'source_profile = gone\n', 'The AWS profile gone does not exist'],
    [
      'in a loop',
      'source_profile = other\n[profile other]\nrole_arn = x\nsource_profile = role\n',
      'in a loop',
    ],
  ])('%s is an error', async (_what, more, message) => {
    await aws.write(`${role}${more}`)
    const { error } = await aws.connect('role')
    expect(error).toMatchObject({ code: 'CREDENTIALS', message: expect.stringContaining(message) as string })
    expect(proxy.requests).toEqual([])
  })
})

test.each(['aws_session_token', 'aws_security_token'])(
  'reads the token of temporary keys in %s',
  async (name) => {
    await aws.write('[profile work]\n', `${base.replace('base', 'work')}${name} = not-a-real-token\n`)
    await aws.connect('work')
    const keys = await aws.connections.requireActive().keys()
    expect(keys.sessionToken).toBe('not-a-real-token')
  },
)

test('uses changed keys at the next attempt', async () => {
  await aws.write('[profile work]\ncredential_process = program-that-does-not-exist\n')
  expect((await aws.connect('work')).error?.message).toContain('was not found')
  await aws.write('[profile work]\n', base.replace('base', 'work'))
  await aws.connections.connect(aws.connections.activeId)
  const shown = aws.connections.snapshot().connections.find(({ kind }) => kind === 'profile')
  expect(shown?.error?.code).toBe('PROXY_FAILED')
})

test('rejects a CA file that cannot be read or contains no certificate', async () => {
  for (const [name, text] of [
    ['missing.pem', null],
    ['empty.pem', 'no certificate'],
  ] as const) {
    if (text !== null) await writeFile(join(aws.folder, name), text)
    await aws.write(`[profile work]\nca_bundle = ${join(aws.folder, name)}\n`, base.replace('base', 'work'))
    const { error } = await aws.connect('work')
    expect(error).toMatchObject({ code: 'TLS_FAILED', message: expect.stringContaining(name) as string })
  }
})
