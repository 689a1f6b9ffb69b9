import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSources } from '../../engine/aws/sqs/queue-admin.ts'
import { SqsQueue } from '../../engine/aws/sqs/sqs-queue.ts'
import { createClients, type EngineClients } from '../../engine/aws/transport/clients.ts'
import { close, listen, testKeys, testRegion } from '../../engine/testing/servers.ts'
import { listQueueNames } from './list-names.ts'

/** More arguments than a call may have, and less than the largest response. */
const count = 1_000_000

let server: Awaited<ReturnType<typeof listen>>
let clients: EngineClients

beforeAll(async () => {
  const urls = Array.from({ length: count }, () => 'http://h/0/q')
  const responses: Readonly<Record<string, string>> = {
    GetQueueUrl: JSON.stringify({ QueueUrl: urls[0] }),
    ListQueues: JSON.stringify({ QueueUrls: urls }),
    ListDeadLetterSourceQueues: JSON.stringify({ queueUrls: urls }),
  }
  server = await listen((request, response) => {
    const call = String(request.headers['x-amz-target']).split('.').at(-1) ?? ''
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
    response.end(responses[call] ?? '{}')
  })
  const { port } = server.address() as { port: number }
  const sqsEndpoint = `http://127.0.0.1:${port}`
  clients = createClients({ region: testRegion, credentials: testKeys, sqsEndpoint })
})
afterAll(async () => {
  clients.close()
  await close(server)
})

test('a server may list a million queues in one response', async () => {
  expect((await listQueueNames(clients, {})).names).toHaveLength(count)
  expect(await readSources(new SqsQueue(clients, 'q'))).toHaveLength(count)
})
