import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CircuitBreaker } from '../aws/transport/circuit-breaker.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { s3Error, startScriptedProxy, type ScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { startServers, type TestServers } from '../testing/servers.ts'
import { Transfers } from '../transfers/transfers.ts'

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

test('a full server stops uploads, while saves and messages continue', async () => {
  const config = { name: 'full', layout: 'in-out', statuses: ['pending'] } as const
  const clients = servers.clients({ s3Endpoint: proxy.endpoint })
  const queue = new JobQueue({ config: { ...config, statuses: [...config.statuses] }, clients })
  await queue.ensure()
  const { key } = await queue.store('in', { body: 'meow' })
  const circuit = new CircuitBreaker()
  const transfers = new Transfers({
    connections: { circuitFor: () => circuit, queueOn: () => queue },
    smallSlots: 1,
  })
  const folder = await mkdtemp(join(servers.folder, 'full-'))
  proxy.respond(({ method }) => method === 'PUT', { status: 507, body: s3Error('XMinioStorageFull') })
  const ids: string[] = []
  for (const name of ['a.txt', 'b.txt', 'c.txt']) {
    const path = join(folder, name)
    await writeFile(path, name)
    ids.push(transfers.submit({ queue, connectionId: 'c', path, name, fields: {}, bytesTotal: 5 }))
  }
  const [first = '', ...others] = ids
  expect((await transfers.finished(first)).error).toMatchObject({ code: 'STORAGE_FULL', retryable: true })
  const stateOf = (id: string): string | undefined =>
    transfers.snapshot().transfers.find((one) => one.id === id)?.state
  // The others wait for the user instead of failing one by one.
  expect(others.map(stateOf)).toEqual(['paused', 'paused'])
  expect(circuit.state().state).toBe('closed')
  const saved = transfers.save({ queue, connectionId: 'c', direction: 'in', key, target: { folder } })
  expect(await readFile((await transfers.finished(saved)).saved?.path ?? '', 'utf8')).toBe('meow')
  expect(await queue.trigger(key)).not.toBe('')

  proxy.reset()
  await transfers.resumeAll()
  await transfers.retryAll()
  for (const id of ids) expect((await transfers.finished(id)).transfer.state).toBe('done')
  await transfers.close()
})
