import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { JobQueue } from '../job-queue/job-queue.ts'
import { checkS3 } from '../aws/s3/check-s3.ts'
import { checkSqs } from '../aws/sqs/check-sqs.ts'
import { expectCode } from '../testing/expect-code.ts'
import { startScriptedProxy, type ScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { startServers, type TestServers } from '../testing/servers.ts'

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

const config = { name: 'away', layout: 'in-out' as const, statuses: ['pending'] }
const clients = () => servers.clients({ s3Endpoint: proxy.endpoint, sqsEndpoint: proxy.endpoint })
const page = '<html><head><title>301 Moved Permanently</title></head></html>'

/** What a web server in front of S3 returns for an unencrypted request, and a proxy for one without a sign-in. */
function redirect(status: number, body = page): void {
  proxy.respond(() => true, {
    status,
    headers: { 'content-type': 'text/html', location: 'https://minio.example:9000/login?secret=1' },
    body,
  })
}

test.each([301, 302, 303, 307, 308])(
  'the error for a redirect with %d names its target, not another region',
  async (status) => {
    redirect(status)
    const queue = new JobQueue({ config, clients: clients() })
    for (const call of [
      () => queue.list('in'),
      () => queue.describeObject('in', 'k'),
      () => queue.store('in', { body: 'x' }),
      () => queue.submit({ body: 'x' }),
      () => queue.next('pending'),
    ]) {
      const error = await expectCode(call, 'SERVICE')
      expect(error.message).toContain('https://minio.example:9000')
      expect(`${error.message} ${error.hint}`).not.toContain('secret')
      expect(error.hint).toContain("connection's settings")
    }
  },
)

test.each([301, 307])("a connection check's error names the target of a redirect with %d", async (status) => {
  redirect(status)
  expect((await expectCode(() => checkS3(clients(), {}), 'NOT_S3')).message).toContain('minio.example')
  expect((await expectCode(() => checkSqs(clients(), {}), 'NOT_SQS')).message).toContain('minio.example')
})

test('a redirect by S3 itself still means another region', async () => {
  proxy.respond(() => true, {
    status: 307,
    headers: { location: 'https://b.s3.eu-west-1.amazonaws.com/', 'x-amz-bucket-region': 'eu-west-1' },
    body: '<Error><Code>TemporaryRedirect</Code><Message>Redirect</Message></Error>',
  })
  const queue = new JobQueue({ config, clients: clients() })
  await expectCode(queue.list('in'), 'WRONG_REGION')
  await expectCode(queue.describeObject('in', 'k'), 'WRONG_REGION')
})
