import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newConnection } from '../../../shared/connections/connections.ts'
import { Connections } from '../../connections/connections.ts'
import { SettingsStore } from '../../connections/stores/settings-store.ts'
import { privateCa } from '../../engine/testing/proxies/private-ca.ts'
import type { Choice, Services } from '../services.ts'
import { connectionHandlers } from './connections.ts'

const one = '[one]\naws_access_key_id = AKIAEXAMPLE00000001\naws_secret_access_key = secret-1\n'
const two = '[two]\naws_access_key_id = AKIAEXAMPLE00000002\naws_secret_access_key = secret-2\n'

let folder: string
let connections: Connections
let connectionId: string
let clipboard: string
/** Everything written to the clipboard. */
let cleared: string[]
let questions: Choice[]
let response: number | null
let chosenFile: string | null
let handlers: ReturnType<typeof connectionHandlers>
/** Runs whenever the connection receives keys. */
let whileConnecting: () => void

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-keys-'))
  const { store } = await SettingsStore.open(join(folder, 'settings.json'))
  connections = new Connections({ settings: store, local: () => null })
  cleared = []
  questions = []
  response = null
  chosenFile = null
  whileConnecting = () => undefined
  connections.onChange(() => whileConnecting())
  const endpoint = 'http://127.0.0.1:9'
  const added = {
    kind: 'endpoint',
    label: 'Lab',
    region: 'us-east-1',
    s3Endpoint: endpoint,
    sqsEndpoint: endpoint,
  }
  connectionId = await connections.add(newConnection.parse(added))
  const services = {
    connections,
    local: { hasKeys: () => false, listensAt: () => false },
    desktop: {
      readText: async () => clipboard,
      writeText: async (text: string) => {
        clipboard = text
        cleared.push(shown()?.state ?? '')
      },
    },
    dialogs: {
      choose: async (choice: Choice) => {
        questions.push(choice)
        return response
      },
      chooseOneFile: async () => chosenFile,
    },
  }
  handlers = connectionHandlers(async () => services as unknown as Services)
})
afterEach(async () => {
  await connections.close(0)
  await rm(folder, { recursive: true })
})

function shown() {
  return connections.snapshot().connections.find(({ id }) => id === connectionId)
}

const take = () => handlers['connections:take-keys-from-clipboard']({ connectionId })

describe('keys from the clipboard', () => {
  test('are cleared at once, before the connection is tried', async () => {
    clipboard = one
    expect(await take()).toEqual({ accessKeyId: 'AKIA…0001' })
    expect(clipboard).toBe('')
    expect(cleared).toEqual(['idle'])
  })

  test('are not cleared if something else was copied in the meantime', async () => {
    clipboard = one
    whileConnecting = () => (clipboard = 'my shopping list')
    await take()
    expect(clipboard).toBe('my shopping list')
  })

  test('asks which section to use, by name and masked key', async () => {
    clipboard = one + two
    response = 1
    expect(await take()).toEqual({ accessKeyId: 'AKIA…0002' })
    expect(questions.map(({ options }) => options)).toEqual([['one (AKIA…0001)', 'two (AKIA…0002)']])
    expect(JSON.stringify(questions)).not.toContain('secret')
  })

  test('are not cleared if the user cancels', async () => {
    clipboard = one + two
    expect(await take()).toBeNull()
    expect(clipboard).toBe(one + two)
    expect(shown()?.hasKeys).toBe(false)
  })

  test('can be chosen from many sections too', async () => {
    clipboard = Array.from({ length: 20 }, (_, index) => one.replaceAll('1', String(index + 11))).join('')
    response = 19
    expect(await take()).toEqual({ accessKeyId: 'AKIA…0030' })
    expect(questions[0]?.options).toHaveLength(20)
  })
})

test('keys in a file may be in UTF-16', async () => {
  chosenFile = join(folder, 'keys.txt')
  await writeFile(chosenFile, Buffer.from(`\uFEFF${one.replaceAll('\n', '\r\n')}`, 'utf16le'))
  expect(await handlers['connections:take-keys-from-file']({ connectionId })).toEqual({
    accessKeyId: 'AKIA…0001',
  })
})

async function edit(change: object): Promise<void> {
  const before = { kind: 'endpoint', label: 'Lab', region: 'us-east-1' }
  const addresses = { s3Endpoint: 'http://127.0.0.1:9', sqsEndpoint: 'http://127.0.0.1:9' }
  const edited = newConnection.parse({ ...before, ...addresses, ...change })
  await handlers['connections:edit']({ connectionId, edited })
}

test('keys are forgotten when the addresses change, but not when the name does', async () => {
  clipboard = one
  await take()
  await edit({ label: 'Other' })
  expect(shown()?.hasKeys).toBe(true)
  await edit({ sqsEndpoint: 'http://127.0.0.1:10' })
  expect(shown()?.hasKeys).toBe(false)
})

test('a connection cannot change its kind', async () => {
  const edited = newConnection.parse({ kind: 'profile', label: 'x', region: 'us-east-1', profile: 'x' })
  await expect(handlers['connections:edit']({ connectionId, edited })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  })
})

test('a CA file is checked before it is used, and only its name is shown', async () => {
  chosenFile = join(folder, 'corp.pem')
  await writeFile(chosenFile, 'not a certificate')
  await expect(handlers['connections:choose-ca-file']({ connectionId })).rejects.toMatchObject({
    code: 'TLS_FAILED',
  })
  expect(shown()?.caFileName).toBeNull()
  await writeFile(chosenFile, privateCa)
  await handlers['connections:choose-ca-file']({ connectionId })
  expect(shown()?.caFileName).toBe('corp.pem')
  await handlers['connections:forget-ca-file']({ connectionId })
  expect(shown()?.caFileName).toBeNull()
})
