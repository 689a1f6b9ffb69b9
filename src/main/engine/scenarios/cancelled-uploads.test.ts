import { mkdtemp, writeFile } from 'node:fs/promises'
import { request as forward } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { JobQueue } from '../job-queue/job-queue.ts'
import { close, listen, startServers } from '../testing/servers.ts'
import type { TestServers } from '../testing/servers.ts'
import { until } from '../testing/test-bench.ts'
import { Transfers } from '../transfers/transfers.ts'

const config = { name: 'leftovers', layout: 'single', statuses: ['pending'] } as const

let servers: TestServers
let proxy: Server
let queue: JobQueue
let transfers: Transfers
let seen: string[]
/**
 * Called once the server has stored an object, whose response is then dropped. `null` lets responses pass.
 */
let onStored: (() => void) | null

beforeAll(async () => {
  servers = await startServers()
  const { hostname, port } = new URL(servers.s3Endpoint)
  proxy = await listen((request, response) => {
    const { method = '', url = '', headers } = request
    const isObject = url.split('/').length > 2 && url.split('/')[2] !== ''
    if (isObject) seen.push(method)
    const onward = forward({ hostname, port, method, path: url, headers }, (upstream) => {
      if (onStored !== null && method === 'PUT' && isObject) {
        upstream.resume().once('end', onStored)
        return
      }
      response.writeHead(upstream.statusCode ?? 502, upstream.headers)
      upstream.pipe(response)
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  })
})
afterAll(async () => {
  await close(proxy)
  await servers.stop()
})
beforeEach(async () => {
  seen = []
  onStored = null
  const s3Endpoint = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  queue = new JobQueue({
    config: { ...config, statuses: [...config.statuses] },
    clients: servers.clients({ s3Endpoint }),
  })
  await queue.ensure()
  transfers = new Transfers()
})
afterEach(() => transfers.close())

test('pausing keeps the object for the next upload to overwrite, and cancelling removes it', async () => {
  const folder = await mkdtemp(join(servers.folder, 'left-'))
  const path = join(folder, 'cat.txt')
  await writeFile(path, 'meow')
  const stored = new Promise<void>((resolve) => {
    onStored = resolve
  })
  const id = transfers.submit({ queue, connectionId: 'c', path, name: 'cat', fields: {}, bytesTotal: 4 })
  await stored
  const { key } = await until(transfers, () => transfers.snapshot().transfers[0])
  transfers.pause(id)
  onStored = null
  transfers.resume(id)
  await until(transfers, () => transfers.snapshot().transfers[0]?.state === 'done')
  expect(seen).toEqual(['PUT', 'PUT'])

  const again = new Promise<void>((resolve) => {
    onStored = resolve
  })
  const other = transfers.submit({ queue, connectionId: 'c', path, name: 'cat', fields: {}, bytesTotal: 4 })
  await again
  const { key: left } = await until(transfers, () => transfers.snapshot().transfers[0])
  transfers.pause(other)
  transfers.cancel(other)
  expect((await transfers.finished(other)).transfer.state).toBe('cancelled')
  expect((await queue.list('in')).objects.map((one) => one.key)).toEqual([key])

  onStored = null
  transfers.retry(other)
  const { transfer } = await transfers.finished(other)
  expect(transfer.state).toBe('done')
  // A late removal of the first object must not affect the second one.
  expect(transfer.key).not.toBe(left)
  expect((await queue.list('in')).objects).toHaveLength(2)
})
