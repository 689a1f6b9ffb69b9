import type { IncomingMessage } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { QueueConfig } from '../../../shared/queues/queues.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { opensCircuit } from '../aws/transport/circuit-breaker.ts'
import { s3Error, startScriptedProxy, type ScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { expectCode } from '../testing/expect-code.ts'
import { startServers, type TestServers } from '../testing/servers.ts'
import { noJournal } from '../transfers/transfer-journal.ts'

const config: QueueConfig = { name: 'far', layout: 'single', statuses: ['pending'] }
let servers: TestServers
let proxy: ScriptedProxy
beforeAll(async () => {
  servers = await startServers()
  proxy = await startScriptedProxy(servers.s3Endpoint)
})
afterEach(() => proxy.reset())
afterAll(async () => {
  await proxy.stop()
  await servers.stop()
})

const queueIn = (region: string): JobQueue =>
  new JobQueue({ config, clients: servers.clients({ region, s3Endpoint: proxy.endpoint }) })
const always = (): boolean => true
const breaking = ({ method, socket }: IncomingMessage): boolean =>
  method === 'PUT' && socket.destroy().destroyed
const creating = ({ method }: IncomingMessage): boolean => method === 'PUT'

describe('AWS responses that no test server returns', () => {
  it("another account's bucket, detected when creating it", async () => {
    proxy.respond(creating, { status: 409, body: s3Error('BucketAlreadyExists') })
    await expectCode(queueIn('us-west-1').ensure(), 'BUCKET_FOREIGN')
  })

  it.each(['us-west-1', 'us-east-1'])(
    "another account's bucket that these keys may not use, in %s",
    async (region) => {
      proxy.respond(creating, { status: 409, body: s3Error('BucketAlreadyExists') })
      proxy.respond(always, { status: 403, body: s3Error('AccessDenied') })
      const queue = queueIn(region)
      expect((await queue.describe())[0]).toMatchObject({ kind: 'bucket', state: 'denied' })
      const before = proxy.requests.length
      await expectCode(queue.ensure(), 'BUCKET_FOREIGN')
      const created = proxy.requests.slice(before).some((request) => request.startsWith('PUT'))
      expect(created).toBe(region !== 'us-east-1')
    },
  )

  it('a bucket that the caller already owns', async () => {
    proxy.respond(creating, { status: 409, body: s3Error('BucketAlreadyOwnedByYou') })
    expect((await queueIn('us-west-1').ensure())[0]).toMatchObject({ kind: 'bucket', state: 'exists' })
  })

  it('a bucket in another region, which the message names', async () => {
    const headers = { 'x-amz-bucket-region': 'eu-central-1' }
    proxy.respond(always, { status: 301, headers, body: s3Error('PermanentRedirect') })
    const queue = queueIn('us-west-1')
    for (const call of [
      () => queue.describe(),
      () => queue.list('in'),
      () => queue.describeObject('in', 'k'),
    ]) {
      expect((await expectCode(call, 'WRONG_REGION')).message).toContain('eu-central-1')
    }
    proxy.reset()
    const body = s3Error('AuthorizationHeaderMalformed', { Region: 'ap-south-1' })
    proxy.respond(always, { status: 400, body })
    expect((await expectCode(queue.list('in'), 'WRONG_REGION')).message).toContain('ap-south-1')
  })

  it('an archived payload', async () => {
    const body = s3Error('InvalidObjectState', { StorageClass: 'DEEP_ARCHIVE' })
    proxy.respond(always, { status: 403, body })
    const error = await expectCode(queueIn('us-west-1').retrieve('in', 'k'), 'OBJECT_ARCHIVED')
    expect(error.message).toContain('DEEP_ARCHIVE')
    expect(error.hint).toContain('Restore')
    await expectCode(queueIn('us-west-1').describeObject('in', 'k'), 'OBJECT_ARCHIVED')
  })

  it('a missing or denied payload', async () => {
    proxy.respond(always, { status: 403, body: s3Error('AccessDenied') })
    const error = await expectCode(queueIn('us-west-1').describeObject('in', 'k'), 'ACCESS_DENIED')
    expect(error.message).toContain('not there')
    expect(error.hint).toContain('s3:ListBucket')
    expect((await expectCode(queueIn('us-west-1').list('in'), 'ACCESS_DENIED')).hint).not.toContain('removed')
  })

  it.each([
    [507, 'XMinioStorageFull', 'The backend has reached its minimum of free space.'],
    [507, 'Unknown', 'no more'],
    [400, 'XMinioAdminBucketQuotaExceeded', 'Bucket quota exceeded'],
    [403, 'QuotaExceeded', ''],
    [403, 'AccessDenied', 'Forbidden: Bucket size quota is reached, maximum total size of objects: 1024'],
    [403, 'AccessDenied', 'Object quota is reached, maximum objects for this bucket: 5'],
    [400, 'InvalidRequest', 'write /data/x: no space left on device'],
    [400, 'InternalError', 'rpc error: No free volumes left!'],
    [403, 'AccessDenied', 'Cannot upload files, storage cap exceeded. See the Caps & Alerts page.'],
    [500, 'InternalError', 'write data: There is not enough space on the disk.'],
    [413, 'EntityTooLarge', 'Upload exceeds quota.'],
    [403, 'AccessDenied', 'Your request was denied due to quota exceeded.'],
    [403, 'AccessDenied', 'This would exceed the storage quota of the tenant.'],
    [500, 'InternalError', 'Storage backend has reached its minimum free drive threshold.'],
    [400, 'BucketQuotaExceeded', ''],
    [500, 'XServerDiskFull', ''],
  ])('a full server: %d %s', async (status, name, text) => {
    proxy.respond(creating, { status, body: s3Error(name, {}, text) })
    const error = await expectCode(queueIn('us-west-1').store('in', { body: 'x' }), 'STORAGE_FULL')
    expect([error.retryable, opensCircuit(error)]).toEqual([true, false])
  })

  it.each([
    [429, 'TooManyRequests', 'Request quota exceeded'],
    [503, 'SlowDown', 'The request quota is exceeded. Slow down.'],
    [503, 'ServiceUnavailable', 'Over the quota of 100 requests per second.'],
  ])('a quota of requests is not a full server: %d %s', async (status, name, text) => {
    proxy.respond(creating, { status, body: s3Error(name, {}, text) })
    await expectCode(queueIn('us-west-1').store('in', { body: 'x' }), 'THROTTLED')
  })

  it.each([
    [403, 'AccessDenied', 'User: a is not authorized to perform: kms:GenerateDataKey on this resource'],
    [400, 'KMS.DisabledException', 'the key is disabled'],
    [400, 'KMS.KMSInvalidStateException', 'the key is pending deletion'],
    [403, 'AccessDenied', 'The ciphertext refers to a customer master key that does not exist.'],
    [501, 'NotImplemented', 'Server side encryption specified but KMS is not configured'],
  ])('an unusable key: %d %s', async (status, name, text) => {
    proxy.respond(creating, { status, body: s3Error(name, {}, text) })
    const error = await expectCode(queueIn('us-west-1').store('in', { body: 'x' }), 'KMS_REFUSED')
    expect(error.hint).toContain('kms:Decrypt')
  })

  it('keys without permission to read', async () => {
    proxy.respond(always, { status: 403, body: s3Error('AccessDenied') })
    await expectCode(queueIn('us-west-1').retrieve('in', 'k'), 'ACCESS_DENIED')
    await expectCode(queueIn('us-west-1').trigger('k'), 'ACCESS_DENIED')
  })

  it.each([
    ['ExpiredToken', 400, 'CREDENTIALS_EXPIRED'],
    ['RequestTimeTooSkewed', 403, 'CLOCK_SKEW'],
    ['SlowDown', 503, 'THROTTLED'],
    ['InternalError', 500, 'SERVICE'],
    ['MetadataTooLarge', 400, 'METADATA_TOO_LARGE'],
    ['Unforeseen', 400, 'SERVICE'],
  ] as const)('%s', async (name, status, code) => {
    proxy.respond(always, { status, body: s3Error(name) })
    const error = await expectCode(queueIn('us-west-1').list('in'), code)
    expect(error.retryable).toBe(['CLOCK_SKEW', 'THROTTLED'].includes(code) || status === 500)
  })

  it('an object with the wrong checksum, which is removed', async () => {
    const queue = queueIn('us-west-1')
    await queue.ensure()
    const etag = `"${'0'.repeat(32)}"`
    proxy.respond(creating, { status: 200, headers: { etag } })
    const before = proxy.requests.length
    await expectCode(queue.store('in', { key: 'k', body: 'x' }), 'CHECKSUM_MISMATCH')
    expect(proxy.requests.slice(before).at(-1)).toMatch(/^DELETE /)
    proxy.reset()
    proxy.respond(creating, { status: 200, headers: { etag, 'x-amz-server-side-encryption': 'aws:kms' } })
    expect(await queue.store('in', { key: 'k', body: 'x' })).toEqual({ key: 'k', size: 1 })
  })

  it('a broken connection: an object that may exist is removed, unless the upload can be resumed', async () => {
    const queue = queueIn('us-west-1')
    await queue.ensure()
    proxy.respond(breaking, { status: 200 })
    const notes = {
      journal: noJournal.multipart,
      transferId: 't',
      connectionId: 'c',
      isResumable: true,
    }
    const data = { key: 'k', keyIsNew: true, body: 'x' }
    for (const [options, removals] of [
      [{}, 1],
      [{ notes }, 0],
    ] as const) {
      const before = proxy.requests.length
      await expectCode(queue.store('in', data, options), 'CONNECTION_BROKEN')
      const removed = proxy.requests.slice(before).filter((request) => request.startsWith('DELETE'))
      expect(removed).toHaveLength(removals)
    }
  })

  it('a server that is not S3', async () => {
    proxy.respond(always, {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<html>Hello<br></html>',
    })
    await expectCode(
      queueIn('us-west-1')
        .describeObject('in', 'k')
        .then(() => queueIn('us-west-1').list('in')),
      'NOT_S3',
    )
  })

  it.each([
    ['a page', 'text/html', '<html><h1>404 Not Found</h1></html>'],
    ['a page that is not XML', 'text/html', '<!doctype html><p>404<br>'],
    ['plain text', 'text/plain; charset=utf-8', '404 page not found'],
    ['JSON', 'application/json', '{"message":"no route"}'],
  ])('a 404 with %s is neither a missing payload nor a missing bucket', async (_, type, body) => {
    const queue = queueIn('us-west-1')
    proxy.respond(always, { status: 404, headers: { 'content-type': type }, body })
    for (const call of [
      () => queue.describe(),
      () => queue.list('in'),
      () => queue.describeObject('in', 'k'),
      () => queue.retrieve('in', 'k'),
    ]) {
      const error = await expectCode(call, 'SERVICE')
      expect(error.message).toContain('HTTP 404')
      expect(error.hint).toContain('S3 address')
      expect(opensCircuit(error)).toBe(false)
    }
  })

  it.each(['application/xml', 'text/html'])(
    'a missing object or bucket if a HEAD returns %s',
    async (type) => {
      const queue = queueIn('us-west-1')
      const headers = { 'content-type': type }
      proxy.respond(always, { status: 404, headers, body: s3Error('NoSuchBucket') })
      expect((await queue.describe())[0]).toMatchObject({ kind: 'bucket', state: 'missing' })
      await expectCode(queue.list('in'), 'BUCKET_NOT_FOUND')
      proxy.reset()
      proxy.respond(always, { status: 404, headers, body: s3Error('NoSuchKey') })
      await expectCode(queue.describeObject('in', 'k'), 'OBJECT_NOT_FOUND')
      await expectCode(queue.retrieve('in', 'k'), 'OBJECT_NOT_FOUND')
    },
  )

  it.each([
    ['AccountProblem', '', /suspended or restricted this account/],
    ['UserSuspended', '', /suspended or restricted this account/],
    ['UserDisable', '', /suspended or restricted this account/],
    ['InArrearOrInsufficientBalance', '', /suspended or restricted this account/],
    ['AccessDenied', 'Your trial account has expired.', /suspended or restricted this account/],
    [
      'AccessDenied',
      'The billing account for the owning project is disabled in state absent',
      /suspended or restricted this account/,
    ],
    ['NotSignedUp', 'Your account is not signed up for the S3 service.', /not been signed up/],
    ['OptInRequired', '', /not been signed up/],
    ['InvalidPayer', 'All access to this object has been disabled.', /disabled all access/],
    ['AllAccessDisabled', '', /disabled all access/],
    [
      'AccessDenied',
      'Cannot download file, download bandwidth or transaction (Class B) cap exceeded.',
      /allowance/,
    ],
    ['download_cap_exceeded', 'Cannot download file, download cap exceeded.', /allowance/],
    [
      'AccessDenied',
      'Access Denied because object protected by object lock.',
      /protects it from being changed/,
    ],
    ['ObjectLocked', 'Object is WORM protected and cannot be overwritten', /protects it from being changed/],
    ['Unforeseen', 'Come back on Monday.', /Unforeseen \(HTTP 403\): Come back on Monday/],
  ])("a 403 %s: %s, is not about the keys' permissions", async (name, text, sentence) => {
    proxy.respond(always, { status: 403, body: s3Error(name, {}, text) })
    const queue = queueIn('us-west-1')
    for (const call of [
      () => queue.retrieve('in', 'k'),
      () => queue.describeObject('in', 'k'),
      () => queue.list('in'),
      () => queue.describe(),
    ]) {
      const error = await expectCode(call, 'SERVICE')
      expect(error.message).toMatch(sentence)
      expect(error.message).toContain(name)
      expect(error.message).not.toMatch(/permission|access keys/)
      expect(opensCircuit(error)).toBe(false)
    }
  })

  it.each([
    ['no body', 'application/xml', ''],
    ['a page', 'text/html', '<html><h1>403 Forbidden</h1></html>'],
    ['a page that is not XML', 'text/html', '<!doctype html><p>Blocked<br>'],
  ])('a 403 with %s does not blame the access keys', async (_, type, body) => {
    proxy.respond(always, { status: 403, headers: { 'content-type': type }, body })
    const queue = queueIn('us-west-1')
    for (const call of [() => queue.retrieve('in', 'k'), () => queue.describe(), () => queue.list('in')]) {
      const error = await expectCode(call, 'SERVICE')
      expect(error.message).toContain('HTTP 403')
      expect(error.message).not.toMatch(/permission|access keys/)
      expect(error.hint).toContain('proxy')
    }
  })

  it('a request that arrived too late is reported as a wrong clock', async () => {
    proxy.respond(always, { status: 403, body: s3Error('AccessDenied', {}, 'Request has expired') })
    await expectCode(queueIn('us-west-1').list('in'), 'CLOCK_SKEW')
  })
})
