import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SettingsStore } from '../connections/stores/settings-store.ts'
import { noLimits } from '../engine/limits/transfer-limits.ts'
import type { Transfers } from '../engine/transfers/transfers.ts'
import { openUpdateParts, wireUpdates } from './wire-updates.ts'

const publicKey = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' })
// Nothing listens there.
const feed = { address: 'https://127.0.0.1:9/updates.json', publicKey: publicKey.toString('base64') }

let folder: string
let errors: unknown[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-updates-'))
  errors = []
})

afterEach(async () => {
  vi.useRealTimers()
  await rm(folder, { recursive: true })
})

async function open(updates: unknown, isPackaged = true) {
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'x', updates }))
  const app = { isPackaged, appFolder: folder }
  return openUpdateParts(app, join(folder, 'updates.json'), (error) => errors.push(error))
}

describe('the feed', () => {
  it("comes from an installed app's package.json", async () => {
    expect((await open(feed)).feed?.address.href).toBe(feed.address)
    expect((await open(undefined)).feed).toBeNull()
  })

  it('is missing in a checkout', async () => {
    expect((await open(feed, false)).feed).toBeNull()
  })

  it('does not stop the launch if it cannot be used', async () => {
    expect((await open({ ...feed, address: 'http://127.0.0.1:9/' })).feed).toBeNull()
    expect(errors).toHaveLength(1)
  })
})

/** Returns true if the app checks within the first minutes. */
async function checks({ isAllowed = true, isOnline = true, running = 0 }): Promise<boolean> {
  const parts = await open(feed)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const settings = { value: { checksForUpdates: isAllowed } } as SettingsStore
  const counts = { waiting: 0, running, queueing: 0 }
  const transfers = { snapshot: () => ({ counts }), limits: noLimits } as unknown as Transfers
  const updates = wireUpdates({
    parts,
    settings,
    transfers,
    version: '1.0.0',
    isPackaged: false,
    desktopProxyFor: async () => 'DIRECT',
    isOnline: () => isOnline,
    downloadsFolder: () => folder,
    onError: () => undefined,
  })
  let isChecking = false
  updates.onChange(() => (isChecking ||= updates.snapshot().isChecking))
  updates.start()
  vi.advanceTimersByTime(61_000)
  updates.close()
  vi.useRealTimers()
  await vi.waitFor(() => expect(updates.snapshot().isChecking).toBe(false))
  return isChecking
}

describe('an automatic check', () => {
  it('runs while nothing else does', async () => {
    expect(await checks({})).toBe(true)
  })

  it.each([{ isAllowed: false }, { isOnline: false }, { running: 1 }])(
    'does not run with %j',
    async (state) => {
      expect(await checks(state)).toBe(false)
    },
  )
})
