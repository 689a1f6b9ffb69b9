import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { defaultSafety } from '../../shared/connections/connection-safety.ts'
import { type ConnectProxy, startConnectProxy } from '../engine/testing/proxies/connect-proxy.ts'
import { startServers, testKeys, type TestServers } from '../engine/testing/servers.ts'
import { type AwsFiles, openAwsFiles } from './testing/aws-files.ts'

const keys = (name: string): string => `[${name}]
aws_access_key_id = ${testKeys.accessKeyId}
aws_secret_access_key = ${testKeys.secretAccessKey}
`

let servers: TestServers
/** A server that must not receive any requests. */
let stray: Server
let strayRequests: string[]
let strayUrl: string
/** Stands in for AWS, so that no test needs a network. */
let proxy: ConnectProxy
let aws: AwsFiles

beforeAll(async () => {
  servers = await startServers()
  proxy = await startConnectProxy({})
  stray = createServer((request, response) => {
    strayRequests.push(`${request.method} ${request.url}`)
    response.writeHead(200).end('{}')
  })
  await new Promise<void>((resolve) => stray.listen(0, '127.0.0.1', resolve))
  strayUrl = `http://127.0.0.1:${(stray.address() as AddressInfo).port}`
})
beforeEach(() => {
  strayRequests = []
  proxy.requests.length = 0
})
afterEach(() => aws.stop())
afterAll(async () => {
  stray.close()
  await proxy.stop()
  await servers.stop()
})

const awsHosts = { s3: 's3.eu-west-1.amazonaws.com', sqs: 'sqs.eu-west-1.amazonaws.com' }

describe('a profile without an endpoint uses AWS itself, whatever other profiles or the environment say', () => {
  const prod = '[profile prod]\nregion = eu-west-1\n'
  test.each([
    ['endpoint_url in [default]', () => [`[default]\nendpoint_url = ${strayUrl}\n${prod}`, {}]],
    [
      'the services section of [default]',
      () => [
        `[default]\nservices = mock\n${prod}[services mock]\ns3 =\n  endpoint_url = ${strayUrl}\nsqs =\n  endpoint_url = ${strayUrl}\nsts =\n  endpoint_url = ${strayUrl}\n`,
        {},
      ],
    ],
    [
      'FIPS and dual-stack in [default]',
      () => [`[default]\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true\n${prod}`, {}],
    ],
    ['AWS_ENDPOINT_URL', () => [prod, { AWS_ENDPOINT_URL: strayUrl }]],
    [
      'AWS_ENDPOINT_URL_S3, _SQS and _STS',
      () => [
        prod,
        { AWS_ENDPOINT_URL_S3: strayUrl, AWS_ENDPOINT_URL_SQS: strayUrl, AWS_ENDPOINT_URL_STS: strayUrl },
      ],
    ],
    [
      'AWS_PROFILE',
      () => [
        `[profile other]\nendpoint_url = ${strayUrl}\n${prod}`,
        { AWS_PROFILE: 'other', AWS_DEFAULT_PROFILE: 'other' },
      ],
    ],
  ] as [string, () => [string, Record<string, string>]][])('%s', async (_what, make) => {
    const [config, environment] = make()
    aws = await openAwsFiles({ ...environment, HTTPS_PROXY: proxy.url })
    await aws.write(config, keys('prod') + keys('default'))
    const shown = await aws.connect('prod')
    expect(shown.hosts).toEqual(awsHosts)
    expect(shown.error?.code).toBe('PROXY_FAILED')
    const queue = aws.connections.active?.makeQueue({ name: 'mine', layout: 'in-out', statuses: ['pending'] })
    await expect(queue?.store('in', { body: 'x' })).rejects.toMatchObject({ code: 'PROXY_FAILED' })
    // STS names the keys' account. Nothing waits for its response.
    await vi.waitFor(() =>
      expect(new Set(proxy.requests)).toEqual(
        new Set([
          'CONNECT sqs.eu-west-1.amazonaws.com:443',
          'CONNECT sts.eu-west-1.amazonaws.com:443',
          'CONNECT remotejobs-in-mine.s3.eu-west-1.amazonaws.com:443',
        ]),
      ),
    )
    expect(strayRequests).toEqual([])
  })

  test("a role's keys are not requested elsewhere either", async () => {
    aws = await openAwsFiles({
      HTTPS_PROXY: proxy.url,
      AWS_ENDPOINT_URL: strayUrl,
      AWS_ENDPOINT_URL_STS: strayUrl,
    })
    await aws.write(
      `[default]\nendpoint_url = ${strayUrl}\n[profile role]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111122223333:role/Demo\nsource_profile = base\n`,
      keys('base') + keys('default'),
    )
    const shown = await aws.connect('role')
    expect(shown.error?.code).toBe('PROXY_FAILED')
    expect(new Set(proxy.requests)).toEqual(new Set(['CONNECT sts.eu-west-1.amazonaws.com:443']))
    expect(strayRequests).toEqual([])
  })
})

test('the hosts of access keys for AWS are shown before they are used', async () => {
  aws = await openAwsFiles({ AWS_ENDPOINT_URL: strayUrl })
  const id = await aws.connections.add({
    ...defaultSafety,
    kind: 'keys',
    label: 'AWS',
    region: 'eu-west-1',
    bucketRegion: null,
    bucketAccount: null,
    allowUnencrypted: false,
  })
  const shown = aws.connections.snapshot().connections.find((connection) => connection.id === id)
  expect(shown).toMatchObject({ state: 'idle', hosts: awsHosts })
})

describe("a profile's own endpoint", () => {
  test('uses its services section first, then endpoint_url', async () => {
    aws = await openAwsFiles({ AWS_ENDPOINT_URL: strayUrl })
    const { s3Endpoint, sqsEndpoint } = servers
    await aws.write(
      `[default]\nendpoint_url = ${strayUrl}\n` +
        `[profile lab]\nregion = us-west-1\nservices = lab\nendpoint_url = ${sqsEndpoint}\n` +
        `[services lab]\n  s3 =\n    endpoint_url = ${s3Endpoint}\n  dynamodb =\n    endpoint_url = ${strayUrl}\n`,
      keys('lab'),
    )
    const shown = await aws.connect('lab')
    expect(shown).toMatchObject({
      state: 'ready',
      hosts: { s3: new URL(s3Endpoint).host, sqs: new URL(sqsEndpoint).host },
    })
    const session = aws.connections.requireActive()
    const queue = session.makeQueue({ name: 'lab', layout: 'in-out', statuses: ['pending'] })
    await queue.ensure()
    await expect(queue.submit({ body: 'x' })).resolves.toMatchObject({ jobId: expect.any(String) as string })
    expect(strayRequests).toEqual([])
  })

  test('is ignored if the profile says so', async () => {
    aws = await openAwsFiles({ HTTPS_PROXY: proxy.url })
    await aws.write(
      `[profile lab]\nignore_configured_endpoint_urls = true\nendpoint_url = ${strayUrl}\n`,
      keys('lab'),
    )
    expect((await aws.connect('lab')).hosts).toEqual(awsHosts)
    expect(strayRequests).toEqual([])
  })

  test.each([
    ['without https', 's3.lab.example:9000'],
    ['with spaces and a slash', ' HTTPS://S3.Lab.Example:9000/ '],
  ])('may be written %s', async (_how, address) => {
    aws = await openAwsFiles({ HTTPS_PROXY: proxy.url })
    await aws.write(
      `[profile lab]\nservices = lab\nendpoint_url = ${address}\n[services lab]\ns3 =\n  endpoint_url = ${address}\n`,
      keys('lab'),
    )
    const { hosts, error } = await aws.connect('lab')
    expect(hosts).toEqual({ s3: 's3.lab.example:9000', sqs: 's3.lab.example:9000' })
    expect(error?.code).toBe('PROXY_FAILED')
    expect(new Set(proxy.requests)).toEqual(new Set(['CONNECT s3.lab.example:9000']))
  })

  test.each(['use_dualstack_endpoint', 'use_fips_endpoint'])('comes before %s', async (setting) => {
    aws = await openAwsFiles()
    await aws.write(
      `[profile lab]\nregion = us-west-1\n${setting} = true\nendpoint_url = ${servers.sqsEndpoint}\nservices = lab\n` +
        `[services lab]\ns3 =\n  endpoint_url = ${servers.s3Endpoint}\n`,
      keys('lab'),
    )
    expect((await aws.connect('lab')).state).toBe('ready')
    const queue = aws.connections
      .requireActive()
      .makeQueue({ name: 'two', layout: 'in-out', statuses: ['a'] })
    await queue.ensure()
    await expect(queue.store('in', { body: 'x' })).resolves.toBeTruthy()
  })

  test('is rejected if it is neither encrypted nor on this computer', async () => {
    aws = await openAwsFiles()
    await aws.write('[profile lab]\nendpoint_url = http://objects.lab.example\n', keys('lab'))
    expect(await aws.connect('lab')).toMatchObject({ state: 'failed', error: { code: 'ADDRESS_UNSAFE' } })
  })

  test('needs the switch in the local network', async () => {
    aws = await openAwsFiles({ HTTP_PROXY: proxy.url })
    await aws.write('[profile lab]\nendpoint_url = http://192.168.1.20:9000\n', keys('lab'))
    expect(await aws.connect('lab')).toMatchObject({ state: 'failed', error: { code: 'ADDRESS_UNSAFE' } })
    expect(proxy.requests).toEqual([])
    const id = await aws.add('lab', { allowUnencrypted: true })
    await aws.connections.activate(id)
    expect(proxy.requests).not.toEqual([])
  })

  test('is shown before the connection is used', async () => {
    aws = await openAwsFiles()
    await aws.write('[profile lab]\nendpoint_url = https://objects.lab.example\n', keys('lab'))
    const id = await aws.add('lab')
    const shown = aws.connections.snapshot().connections.find((connection) => connection.id === id)
    expect(shown).toMatchObject({
      state: 'idle',
      hosts: { s3: 'objects.lab.example', sqs: 'objects.lab.example' },
    })
  })

  test('a missing services section is an error, not AWS', async () => {
    aws = await openAwsFiles({ HTTPS_PROXY: proxy.url })
    await aws.write('[profile lab]\nservices = gone\n', keys('lab'))
    expect(await aws.connect('lab')).toMatchObject({ state: 'failed', error: { code: 'CREDENTIALS' } })
    expect(proxy.requests).toEqual([])
  })
})

test('a proxy that cannot be used is reported, and not bypassed', async () => {
  aws = await openAwsFiles({ HTTPS_PROXY: 'http://ada:secret@proxy.example:port' })
  await aws.write('[profile work]\nregion = eu-west-1\n', keys('work'))
  const { state, error } = await aws.connect('work')
  expect({ state, code: error?.code }).toEqual({ state: 'reconnecting', code: 'PROXY_FAILED' })
  expect(error?.message).toContain('the proxy in HTTPS_PROXY is not a valid address')
  expect(error?.hint).toContain('%23 for #')
})

test('a percent sign in a proxy password is sent unchanged', async () => {
  aws = await openAwsFiles({ HTTPS_PROXY: proxy.url.replace('//', '//ada:100%@') })
  await aws.write('[profile work]\nregion = eu-west-1\n', keys('work'))
  expect((await aws.connect('work')).error?.code).toBe('PROXY_FAILED')
  expect(proxy.authorizations.at(-1)).toBe(`Basic ${Buffer.from('ada:100%').toString('base64')}`)
})
