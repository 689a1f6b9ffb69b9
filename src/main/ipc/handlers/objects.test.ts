import { afterAll, beforeAll, expect, it } from 'vitest'
import { contract } from '../../../shared/ipc/contract.ts'
import type { QueueConfig } from '../../../shared/queues/queues.ts'
import { JobQueue } from '../../engine/job-queue/job-queue.ts'
import { startScriptedProxy, type ScriptedProxy } from '../../engine/testing/proxies/scripted-proxy.ts'
import { startServers, type TestServers } from '../../engine/testing/servers.ts'
import { FileGrants } from '../files/file-grants.ts'
import { InFlight } from '../in-flight.ts'
import type { Services } from '../services.ts'
import { objectHandlers } from './objects.ts'

const config: QueueConfig = { name: 'described', layout: 'in-out', statuses: ['pending'] }
let servers: TestServers
let proxy: ScriptedProxy

beforeAll(async () => {
  servers = await startServers()
  proxy = await startScriptedProxy(servers.s3Endpoint)
})
afterAll(async () => {
  await proxy.stop()
  await servers.stop()
})

it("truncates an object's fields that are too long for the page", async () => {
  const queue = new JobQueue({ config, clients: servers.clients({ s3Endpoint: proxy.endpoint }) })
  await queue.ensure()
  proxy.respond(({ method }) => method === 'HEAD', {
    status: 200,
    headers: {
      'content-length': '5',
      'x-amz-meta-name': 'cat.jpg',
      'x-amz-meta-notes': 'n'.repeat(5_000),
      [`x-amz-meta-${'k'.repeat(129)}`]: 'v',
    },
  })
  const services = { connections: { queue: () => queue } } as unknown as Services
  const describe = objectHandlers(() => Promise.resolve(services), new FileGrants(), new InFlight())[
    'objects:describe'
  ]
  const shown = contract['objects:describe'].output.parse(
    await describe({ queue: 'described', direction: 'in', key: 'a' }),
  )
  expect(shown).toMatchObject({ size: 5, moreFields: 1, cutFields: 1 })
  expect(shown.fields).toEqual({ name: 'cat.jpg', notes: 'n'.repeat(4_096) })
})
