import { createHash, createHmac } from 'node:crypto'
import { CreateBucketCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import type { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Harness, keys, temporaryFolder } from '../testing/harness.ts'
import { send } from '../testing/signed-exchange.ts'

const Bucket = 'parts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let harness: Harness
let endpoint: string
let s3: S3Client

beforeAll(async () => {
  folder = await temporaryFolder()
  harness = new Harness(folder.path)
  endpoint = await harness.ready()
  s3 = harness.s3(endpoint)
  await s3.send(new CreateBucketCommand({ Bucket }))
})

afterAll(async () => {
  await harness.service.stop()
  await folder[Symbol.asyncDispose]()
})

const host = (): string => new URL(endpoint).host

const oldSignature = (text: string): string =>
  createHmac('sha1', keys.secretAccessKey).update(text).digest('base64')

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

/** Signature Version 2, which boto3 and `aws s3 presign` use by default. */
function oldAddress(method: string, path: string, headers: Readonly<Record<string, string>> = {}): string {
  const expires = String(Math.floor(Date.now() / 1000) + 600)
  const amz = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-'))
  const lines = amz.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}:${value}`)
  const toSign = [method, '', headers['content-type'] ?? '', expires, ...lines, path].join('\n')
  const signature = oldSignature(toSign)
  const query = new URLSearchParams({
    AWSAccessKeyId: keys.accessKeyId,
    Signature: signature,
    Expires: expires,
  })
  return `${path}${path.includes('?') ? '&' : '?'}${query.toString()}`
}

/** Signature Version 4, with metadata in the URL like aws-sdk-go. */
function newAddress(
  method: string,
  path: string,
  parameters: Readonly<Record<string, string>> = {},
  signed: Readonly<Record<string, string>> = {},
): string {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  const scope = `${time.slice(0, 8)}/us-west-1/s3/aws4_request`
  const query = Object.entries({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${keys.accessKeyId}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': '600',
    'X-Amz-SignedHeaders': ['host', ...Object.keys(signed)].join(';'),
    ...signed,
    ...parameters,
  })
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .toSorted()
    .join('&')
  const headers = Object.entries({ host: host(), ...signed })
  const canonical = [
    method,
    path,
    query,
    ...headers.map(([name, value]) => `${name}:${value}`),
    '',
    headers.map(([name]) => name).join(';'),
    'UNSIGNED-PAYLOAD',
  ].join('\n')
  const digest = createHash('sha256').update(canonical).digest('hex')
  const key = scope.split('/').reduce(hmac, Buffer.from(`AWS4${keys.secretAccessKey}`))
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, digest].join('\n')).toString('hex')
  return `${path}?${query}&X-Amz-Signature=${signature}`
}

test('older presigned URLs read and write until they expire or are changed', async () => {
  const type = { 'content-type': 'text/plain', 'x-amz-meta-name': 'old' }
  const put = oldAddress('PUT', '/parts/old%20one', type)
  expect((await send(endpoint, 'PUT', put, { host: host(), ...type }, 'hello')).status).toBe(200)
  const get = oldAddress('GET', '/parts/old%20one?response-content-type=a/b')
  const got = await send(endpoint, 'GET', get, { host: host() })
  expect(got).toMatchObject({ status: 200, body: 'hello' })
  expect(got.headers).toMatchObject({ 'content-type': 'a/b', 'x-amz-meta-name': 'old' })
  for (const changed of [
    get.replace('old%20one', 'other'),
    get.replace('a/b', 'a/c'),
    get.replace(/Expires=\d+/, 'Expires=99999999999'),
    get.replace(/Expires=\d+/, 'Expires=1'),
    get.replace(/AWSAccessKeyId=[^&]+/, 'AWSAccessKeyId=LOCALXXXXXXXXXXXXXXX'),
    get.replace(/Signature=[^&]+/, 'Signature='),
  ]) {
    const refused = await send(endpoint, 'GET', changed, { host: host() })
    expect([400, 403]).toContain(refused.status)
    expect(refused.body).toContain('<Error>')
  }
  expect((await send(endpoint, 'DELETE', get, { host: host() })).status).toBe(403)
})

test('a presigned URL from aws-sdk 2 has its headers as parameters', async () => {
  const expires = String(Math.floor(Date.now() / 1000) + 600)
  const toSign = ['PUT', '', 'text/plain', expires, 'x-amz-meta-name:sdk', '/parts/sdk'].join('\n')
  const query = new URLSearchParams({
    AWSAccessKeyId: keys.accessKeyId,
    'Content-Type': 'text/plain',
    Expires: expires,
    Signature: oldSignature(toSign),
    'x-amz-meta-name': 'sdk',
  })
  const headers = { host: host(), 'content-type': 'text/plain' }
  expect((await send(endpoint, 'PUT', `/parts/sdk?${query.toString()}`, headers, 'x')).status).toBe(200)
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'sdk' }))
  expect(head).toMatchObject({ ContentType: 'text/plain', Metadata: { name: 'sdk' } })
})

test('a signed header can be a parameter instead', async () => {
  const path = newAddress('PUT', '/parts/both', { 'Content-Type': 'a/b' }, { 'x-amz-meta-name': 'a b' })
  expect((await send(endpoint, 'PUT', path, { host: host() }, 'x')).status).toBe(200)
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'both' }))
  expect(head.Metadata).toEqual({ name: 'a b' })
  const forged = path.replace('a%20b', 'c')
  expect((await send(endpoint, 'PUT', forged, { host: host() }, 'x')).status).toBe(403)
})

test('presigned URLs carry metadata and conditions as parameters', async () => {
  const path = newAddress('PUT', '/parts/new', { 'x-amz-meta-mtime': '1.5', 'X-Amz-Meta-Name': 'ä b' })
  expect((await send(endpoint, 'PUT', path, { host: host() }, 'hello')).status).toBe(200)
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'new' }))
  expect(head.Metadata?.['mtime']).toBe('1.5')
  expect(Buffer.from(head.Metadata?.['name'] ?? '', 'latin1').toString()).toBe('ä b')
  const listed = await send(endpoint, 'GET', newAddress('GET', '/parts'), { host: host() })
  expect(listed.body).toContain('<Key>new</Key>')
})

test('a header with the older signature is verified', async () => {
  const date = new Date().toUTCString()
  const authorization = `AWS ${keys.accessKeyId}:${oldSignature(`GET\n\n\n${date}\n/parts/?location`)}`
  const response = await send(endpoint, 'GET', '/parts/?location', { host: host(), date, authorization })
  expect(response.body).toContain('us-west-1')
  const stale = new Date(Date.now() - 3_600_000).toUTCString()
  const old = `AWS ${keys.accessKeyId}:${oldSignature(`GET\n\n\n${stale}\n/parts/?location`)}`
  const late = await send(endpoint, 'GET', '/parts/?location', {
    host: host(),
    date: stale,
    authorization: old,
  })
  expect(late.body).toContain('RequestTimeTooSkewed')
})
