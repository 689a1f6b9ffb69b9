import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { createClients, type EngineClients } from '../aws/transport/clients.ts'
import { JobQueue } from '../job-queue/job-queue.ts'

let server: Server
let clients: EngineClients
afterEach(() => {
  clients.close()
  server.close()
})

test.each([
  ['127.0.0.1', '/storage/v1/s3', '/sqs'],
  ['::1', '/storage/v1/s3', '/sqs'],
  ['::1', '', ''],
])("every call keeps the endpoint's path, at %s with %j", async (host, s3Path, sqsPath) => {
  const requests: string[] = []
  server = createServer((request, response) => {
    requests.push(request.url ?? '')
    request.resume()
    request.on('end', () => {
      if (request.method === 'GET') {
        const headers = { etag: '"x"', 'content-range': 'bytes 1-3/9', 'content-length': '3' }
        return void response.writeHead(206, headers).end('abc')
      }
      response.writeHead(200, { etag: '"x"', 'content-type': 'application/x-amz-json-1.0' })
      response.end(request.method === 'POST' ? '{"QueueUrl":"http://sqs.example/1/a"}' : undefined)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const origin = `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`
  clients = createClients({
    region: 'us-east-1',
    credentials: { accessKeyId: 'A', secretAccessKey: 'B' },
    s3Endpoint: `${origin}${s3Path}`,
    sqsEndpoint: `${origin}${sqsPath}`,
  })
  const queue = new JobQueue({ config: { name: 'p', layout: 'in-out', statuses: ['pending'] }, clients })
  const bucket = queue.names.bucket('in')
  await queue.store('in', { body: 'small', key: 'small' })
  await queue.store('in', { body: randomBytes(300_000), key: 'large' })
  const part = await queue
    .source({ bucket, key: 'small' })
    .read({ first: 1, last: 3 }, null, new AbortController().signal)
  expect((await buffer(part.stream)).toString()).toBe('abc')
  await queue.next('pending', { waitSeconds: 0 })
  expect(requests.filter((url) => url.startsWith(`${s3Path}/${bucket}/`)).length).toBeGreaterThanOrEqual(3)
  expect(requests.filter((url) => url === `${sqsPath}/`).length).toBeGreaterThanOrEqual(2)
  expect(requests.every((url) => url.startsWith(`${s3Path}/${bucket}/`) || url === `${sqsPath}/`)).toBe(true)
})
