import { writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { close, listen, startServers, testKeys, type TestServers } from '../engine/testing/servers.ts'
import { type AwsFiles, openAwsFiles } from './testing/aws-files.ts'

let servers: TestServers
/** A fake EC2 metadata service. */
let metadata: Server
let sts: Server
let asked: string[]
let aws: AwsFiles

beforeAll(async () => {
  servers = await startServers()
  metadata = await listen((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const keys = {
      Code: 'Success',
      AccessKeyId: testKeys.accessKeyId,
      SecretAccessKey: testKeys.secretAccessKey,
      Token: 'token',
      Expiration: '2126-01-01T00:00:00Z',
    }
    if (request.method === 'PUT') response.end('metadata-token')
    else response.end(request.url?.endsWith('/worker') === true ? JSON.stringify(keys) : 'worker')
  })
  sts = await listen((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/xml' }).end(assumed)
  })
})
beforeEach(async () => {
  asked = []
  aws = await openAwsFiles({ AWS_EC2_METADATA_SERVICE_ENDPOINT: addressOf(metadata) })
})
afterEach(() => aws.stop())
afterAll(async () => {
  await close(metadata)
  await close(sts)
  await servers.stop()
})

const assumed = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>${testKeys.accessKeyId}</AccessKeyId><SecretAccessKey>${testKeys.secretAccessKey}</SecretAccessKey>
<SessionToken>token</SessionToken><Expiration>2126-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`

const addressOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

const lab = (): string => `services = lab
[services lab]
s3 =
  endpoint_url = ${servers.s3Endpoint}
sqs =
  endpoint_url = ${servers.sqsEndpoint}
sts =
  endpoint_url = ${addressOf(sts)}
`

test.each([
  ['without keys', ''],
  ['with a role and no source', 'role_arn = arn:aws:iam::111122223333:role/Demo\n'],
  ['with a sign-in', 'sso_start_url = https://x.awsapps.com/start\nsso_region = eu-west-1\n'],
  ['for aws login', 'login_session = arn:aws:iam::111122223333:user/ada\n'],
  ['with a program', 'credential_process = program-that-does-not-exist\n'],
  ['with keys', `aws_access_key_id = ${testKeys.accessKeyId}\naws_secret_access_key = wrong\n`],
])('a profile %s never calls the metadata service', async (_what, settings) => {
  await aws.write(`[profile work]\nregion = us-west-1\n${settings}${lab()}`)
  await aws.connect('work')
  expect(asked).toEqual([])
})

test('a profile that names the metadata service gets its keys there', async () => {
  await aws.write(
    `[profile work]\nregion = us-west-1\nrole_arn = arn:aws:iam::111122223333:role/Demo\ncredential_source = Ec2InstanceMetadata\n${lab()}`,
  )
  const { state, error } = await aws.connect('work')
  expect(error).toBeNull()
  expect(state).toBe('ready')
  expect(asked).toContain('GET /latest/meta-data/iam/security-credentials/worker')
})

const role = (more = ''): string =>
  `region = us-west-1\nrole_arn = arn:aws:iam::111122223333:role/Demo\ncredential_source = Ec2InstanceMetadata\n${more}`

test.each(['default', 'environment'])(
  'the address of the metadata service comes from the chosen profile, not from that of the %s',
  async (other) => {
    vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', undefined)
    if (other === 'environment') vi.stubEnv('AWS_PROFILE', 'other')
    const elsewhere = 'ec2_metadata_service_endpoint = http://127.0.0.1:9\nec2_metadata_v1_disabled = true\n'
    await aws.write(
      `[default]\n${elsewhere}[profile other]\n${elsewhere}[profile work]\n${role()}ec2_metadata_service_endpoint = ${addressOf(metadata)}/\n${lab()}`,
    )
    expect((await aws.connect('work')).error).toBeNull()
    expect(asked).toContain('GET /latest/meta-data/iam/security-credentials/worker')
  },
)

test("in a chain of roles, the chosen profile's settings apply", async () => {
  vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', undefined)
  await aws.write(
    `[profile first]\n${role('ec2_metadata_service_endpoint = http://127.0.0.1:9\n')}[profile work]\nregion = us-west-1\nrole_arn = arn:aws:iam::111122223333:role/Other\nsource_profile = first\nec2_metadata_service_endpoint = ${addressOf(metadata)}\n${lab()}`,
  )
  expect((await aws.connect('work')).error).toBeNull()
})

test.each([
  ['an unencrypted public address', 'ec2_metadata_service_endpoint = http://8.8.8.8', 'ADDRESS_UNSAFE'],
  ['an unknown mode', 'ec2_metadata_service_endpoint_mode = IPv5', 'CREDENTIALS'],
  ['nothing behind it', 'ec2_metadata_service_endpoint = http://127.0.0.1:9', 'CREDENTIALS'],
])('reports a profile whose metadata service has %s', async (_what, line, code) => {
  vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', undefined)
  await aws.write(`[profile work]\n${role(`${line}\n`)}${lab()}`)
  expect(await aws.connect('work')).toMatchObject({ state: 'failed', error: { code } })
  expect(asked).toEqual([])
})

test('a metadata service that is turned off is not called', async () => {
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  await aws.write(`[profile work]\n${role()}${lab()}`)
  const { error } = await aws.connect('work')
  expect(error?.message).toContain('AWS_EC2_METADATA_DISABLED')
  expect(asked).toEqual([])
})

test.each(['AWS_CONTAINER_AUTHORIZATION_TOKEN', 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'])(
  'a profile that names the container gets its keys there, with the token in %s',
  async (variable) => {
    const tokens: unknown[] = []
    const container = await listen((request, response) => {
      tokens.push(request.headers.authorization)
      const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = testKeys
      const Expiration = '2126-01-01T00:00:00Z'
      response.end(JSON.stringify({ AccessKeyId, SecretAccessKey, Token: 'token', Expiration }))
    })
    const file = join(aws.folder, 'token')
    await writeFile(file, 'container-token')
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `${addressOf(container)}/keys`)
    vi.stubEnv(variable, variable.endsWith('FILE') ? file : 'container-token')
    await aws.write(
      `[profile work]\nregion = us-west-1\nrole_arn = arn:aws:iam::111122223333:role/Demo\ncredential_source = EcsContainer\n${lab()}`,
    )
    expect((await aws.connect('work')).error).toBeNull()
    expect(tokens).toEqual(['container-token'])
    await close(container)
  },
)

test.each(['http://8.8.8.8/keys', 'http://169.254.169.254/latest', 'ftp://127.0.0.1/keys'])(
  'the keys of a container are not fetched from %s',
  async (address) => {
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', address)
    await aws.write(
      `[profile work]\nregion = us-west-1\nrole_arn = arn:aws:iam::111122223333:role/Demo\ncredential_source = EcsContainer\n${lab()}`,
    )
    expect((await aws.connect('work')).error?.code).toBe('CREDENTIALS')
  },
)
