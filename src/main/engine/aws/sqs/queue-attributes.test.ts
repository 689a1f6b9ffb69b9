import { CreateQueueCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startScriptedProxy, type ScriptedProxy } from '../../testing/proxies/scripted-proxy.ts'
import { startServers, type TestServers } from '../../testing/servers.ts'
import { SqsQueue } from './sqs-queue.ts'

let servers: TestServers
let proxy: ScriptedProxy
let queue: SqsQueue
/** The path taken by each read of the counts. Only the SDK adds an invocation id. */
let readers: string[]
let refusesFast: boolean

beforeAll(async () => {
  servers = await startServers()
  proxy = await startScriptedProxy(servers.sqsEndpoint)
})
afterAll(async () => {
  await proxy.stop()
  await servers.stop()
})
beforeEach(async () => {
  const clients = servers.clients({ sqsEndpoint: proxy.endpoint })
  await clients.sqs.send(new CreateQueueCommand({ QueueName: 'counted' }))
  queue = new SqsQueue(clients, 'counted')
  await queue.getUrl()
  readers = []
  refusesFast = false
  proxy.reset()
  proxy.respond(
    ({ headers }) => {
      const isFast = headers['amz-sdk-invocation-id'] === undefined
      if (String(headers['x-amz-target']).endsWith('.GetQueueAttributes'))
        readers.push(isFast ? 'fast' : 'sdk')
      return isFast && refusesFast
    },
    { status: 400, body: '<ErrorResponse/>' },
  )
})

it('reads the counts over the fast path, with one request', async () => {
  await queue.send('a')
  let requests = 0
  expect(await queue.attributes({ onRequest: () => (requests += 1) })).toMatchObject({ visible: 1 })
  expect(readers).toEqual(['fast'])
  expect(requests).toBe(1)
})

it('falls back to the SDK for good if the server rejects the fast path three times in a row', async () => {
  refusesFast = true
  let requests = 0
  const onRequest = () => (requests += 1)
  for (let round = 0; round < 4; round += 1) await queue.attributes({ onRequest })
  expect(readers).toEqual(['fast', 'sdk', 'fast', 'sdk', 'fast', 'sdk', 'sdk'])
  expect(requests).toBe(7)
})

it('keeps the fast path if its failures are not all in a row', async () => {
  for (const isRefused of [true, true, false, true, true, false]) {
    refusesFast = isRefused
    await queue.attributes()
  }
  expect(readers).toEqual(['fast', 'sdk', 'fast', 'sdk', 'fast', 'fast', 'sdk', 'fast', 'sdk', 'fast'])
})
