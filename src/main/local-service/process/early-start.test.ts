import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freePort, Harness, keys, temporaryFolder } from '../testing/harness.ts'
import type { ChildHandle } from './child-handle.ts'
import type { LocalKeys } from './keys.ts'
import { launchNode } from './launch-node.ts'
import { LocalService } from './local-service.ts'
import { localRegion, earlyOptions } from './early-start.ts'

const otherKeys: LocalKeys = { ...keys, accessKeyId: 'LOCALOTHEROTHEROTHER' }
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let service: LocalService | null = null
let port: number

beforeEach(async () => {
  folder = await temporaryFolder()
  port = await freePort()
  await writeFile(join(folder.path, 'settings.json'), JSON.stringify({ theme: 'dark', localPort: port }))
  await writeFile(join(folder.path, 'local-keys.json'), JSON.stringify(keys))
})
afterEach(async () => {
  await service?.stop()
  await folder[Symbol.asyncDispose]()
})

const launch = (args: readonly string[]): ChildHandle =>
  launchNode({
    nodePath: process.execPath,
    scriptPath: fileURLToPath(new URL('server.ts', import.meta.url)),
    args,
    onLog: () => undefined,
  })

/** The service of an app that takes over `early`, and the number of processes that it had to start itself. */
function takeOver(early: ChildHandle, own: LocalKeys): { readonly launches: () => number } {
  const waiting = [early]
  let launches = 0
  service = new LocalService({
    dataFolder: join(folder.path, 'local'),
    preferredPort: port,
    keys: own,
    launch: () => {
      const child = waiting.pop()
      if (child !== undefined) return child
      launches += 1
      return launch([])
    },
    onChange: () => undefined,
  })
  return { launches: () => launches }
}

async function isListening(): Promise<boolean> {
  const socket = createConnection({ port, host: '127.0.0.1' })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

test('the server listens before the app requests it, and the app takes it over', async () => {
  const early = launch([folder.path])
  await expect.poll(isListening, { timeout: 20_000, interval: 20 }).toBe(true)
  const { launches } = takeOver(early, keys)
  expect(await service?.start()).toMatchObject({ state: 'ready', port })
  expect([launches(), service?.pid]).toEqual([0, early.pid])
})

test('a server that started with other options is replaced', async () => {
  const { launches } = takeOver(launch([folder.path]), otherKeys)
  await service?.start()
  await expect.poll(() => service?.snapshot.state, { timeout: 20_000 }).toBe('ready')
  expect(launches()).toBe(1)
  const sqs = new Harness(folder.path).sqs(service?.snapshot.endpoint ?? '', otherKeys)
  await sqs.send(new ListQueuesCommand({}))
})

test('a server without complete files waits for its options', async () => {
  await writeFile(join(folder.path, 'local-keys.json'), '{}')
  const { launches } = takeOver(launch([folder.path]), keys)
  expect(await service?.start()).toMatchObject({ state: 'ready', port })
  expect(launches()).toBe(0)
})

test('reads the options that the app will send, or none', async () => {
  const dataFolder = join(folder.path, 'local')
  expect(await earlyOptions(folder.path)).toEqual({ dataFolder, port, region: localRegion, ...keys })
  for (const settings of ['{}', '{"localPort":0}', '{"localPort":null}', '{"localPort":70000}', '{']) {
    await writeFile(join(folder.path, 'settings.json'), settings)
    expect(await earlyOptions(folder.path)).toBeNull()
  }
})
