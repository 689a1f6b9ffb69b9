import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { plainNetwork } from '../../engine/aws/network/network.ts'
import { noLimits } from '../../engine/limits/transfer-limits.ts'
import { manualClock } from '../../engine/testing/manual-clock.ts'
import { privateCa } from '../../engine/testing/proxies/private-ca.ts'
import {
  packageBytes,
  releaseManifest,
  type ReleaseServer,
  signed,
  startReleaseServer,
} from './testing/release-server.ts'
import { UpdateMemory } from './update-memory.ts'
import { Updates, type UpdatesOptions } from './updates.ts'

const network = { ...plainNetwork, caCertificates: [privateCa] }
const packagePath = '/remotejob_2.0.0_amd64.deb'

let server: ReleaseServer
let folder: string
let downloads: string
const opened: Updates[] = []

beforeEach(async () => {
  server = await startReleaseServer()
  folder = await mkdtemp(join(tmpdir(), 'remotejob-updates-'))
  downloads = await mkdtemp(join(folder, 'downloads-'))
  server.routes.set('/updates.json', signed(releaseManifest()))
  server.routes.set(packagePath, packageBytes)
})

afterEach(async () => {
  for (const updates of opened.splice(0)) updates.close()
  await server.stop()
  await rm(folder, { recursive: true })
})

async function open(options: Partial<UpdatesOptions> = {}): Promise<Updates> {
  const updates = new Updates({
    feed: server.feed,
    version: '1.0.0',
    program: null,
    ownPackage: { system: 'linux', arch: 'x64', kind: 'deb' },
    memory: await UpdateMemory.open(join(folder, 'updates.json')),
    network: async () => network,
    downloadsFolder: () => downloads,
    limits: noLimits,
    isAllowed: () => true,
    isBusy: () => false,
    onError: () => undefined,
    ...options,
  })
  opened.push(updates)
  return updates
}
async function checked(options: Partial<UpdatesOptions> = {}): Promise<Updates> {
  const updates = await open(options)
  await updates.check()
  return updates
}

describe('checking', () => {
  it('finds a newer version, with its notes and the package for this installation', async () => {
    const { update, error, checkedAt } = (await checked()).snapshot()
    expect(update).toEqual({
      version: '2.0.0',
      date: '2026-11-26',
      notes: '- Finds newer versions.',
      file: { name: 'remotejob_2.0.0_amd64.deb', kind: 'deb', size: packageBytes.byteLength },
    })
    expect(error).toBeNull()
    expect(Date.now() - (checkedAt ?? 0)).toBeLessThan(60_000)
  })

  it.each(['2.0.0', '2.0.1', '10.0.0'])('does not offer version 2.0.0 to version %s', async (version) => {
    expect((await checked({ version })).snapshot()).toMatchObject({ update: null, error: null })
  })

  it('names a newer version without a package for this installation', async () => {
    const updates = await checked({ ownPackage: { system: 'linux', arch: 'arm64', kind: 'deb' } })
    expect(updates.snapshot().update).toMatchObject({ version: '2.0.0', file: null })
    await updates.download()
    expect(server.requests).toEqual(['/updates.json'])
  })

  it('reports a failure, without the remedies meant for connections', async () => {
    const updates = await checked({ network: async () => plainNetwork })
    const { error } = updates.snapshot()
    expect(error).toMatchObject({
      code: 'TLS_FAILED',
      message: expect.stringContaining('The request for updates failed'),
    })
    expect(error).not.toHaveProperty('remedy')
  })

  it('sends no request without a feed', async () => {
    expect((await checked({ feed: null })).snapshot()).toMatchObject({
      hasFeed: false,
      update: null,
      checkedAt: null,
    })
  })
})

const other = generateKeyPairSync('ed25519').privateKey

describe('a manifest is refused', () => {
  it('with a wrong signature', async () => {
    server.routes.set('/updates.json', signed(releaseManifest(), other))
    expect((await checked()).snapshot()).toMatchObject({ update: null, error: { code: 'UPDATE_REFUSED' } })
  })

  it('that is too long', async () => {
    server.routes.set('/updates.json', signed(releaseManifest({ more: 'x'.repeat(300_000) })))
    expect((await checked()).snapshot()).toMatchObject({ update: null, error: { code: 'UPDATE_REFUSED' } })
  })

  it('that is older than an earlier one, even after a restart', async () => {
    await checked()
    server.routes.set('/updates.json', signed(releaseManifest({ version: '1.5.0' })))
    const { update, error } = (await checked()).snapshot()
    expect(error?.code).toBe('UPDATE_REFUSED')
    expect(update?.version).toBe('2.0.0')
  })

  it('that an earlier session remembered, but another key has signed', async () => {
    const memory = await UpdateMemory.open(join(folder, 'updates.json'))
    await memory.noteManifest(signed(releaseManifest(), other))
    expect((await open()).snapshot().update).toBeNull()
  })
})

describe('downloading', () => {
  it('saves the verified package for the user only, without replacing a file', async () => {
    await writeFile(join(downloads, 'remotejob_2.0.0_amd64.deb'), 'mine')
    const updates = await checked()
    await updates.download()
    expect(updates.snapshot()).toMatchObject({
      error: null,
      download: { state: 'done', fileName: 'remotejob_2.0.0_amd64 (2).deb' },
    })
    const path = updates.savedPath ?? ''
    expect(await readFile(path)).toEqual(packageBytes)
    const isPrivate = process.platform === 'win32' || ((await stat(path)).mode & 0o777) === 0o600
    expect(isPrivate).toBe(true)
    expect(await readFile(join(downloads, 'remotejob_2.0.0_amd64.deb'), 'utf8')).toBe('mine')
  })

  it('reports the bytes, at the speed that the user set', async () => {
    let paced = 0
    const received: number[] = []
    const limits = {
      pace: async (bytes: number) => {
        paced += bytes
      },
    }
    const updates = await checked({ limits })
    updates.onChange(() => {
      const { download } = updates.snapshot()
      if (download?.state === 'running') received.push(download.received)
    })
    await updates.download()
    expect(paced).toBe(packageBytes.byteLength)
    expect(received.at(-1)).toBe(packageBytes.byteLength)
    expect(received.length).toBeGreaterThan(2)
  })

  it('does not time out because of the speed limit', async () => {
    let calls = 0
    const limits = {
      pace: () => new Promise<void>((resolve) => setTimeout(resolve, calls++ === 0 ? 500 : 0)),
    }
    const updates = await checked({ limits, timeouts: { idleMs: 200, totalMs: 60_000 } })
    await updates.download()
    expect(updates.snapshot()).toMatchObject({ error: null, download: { state: 'done' } })
  })

  it.each<[what: string, bytes: Buffer]>([
    ['other bytes', Buffer.from(packageBytes).fill(0, 100, 101)],
    ['fewer bytes', packageBytes.subarray(1)],
    ['more bytes', Buffer.concat([packageBytes, Buffer.from('!')])],
  ])('leaves nothing on disk after downloading a package with %s', async (_what, bytes) => {
    server.routes.set(packagePath, bytes)
    const updates = await checked()
    await updates.download()
    expect(updates.snapshot()).toMatchObject({ download: null, error: { code: 'UPDATE_REFUSED' } })
    expect(await readdir(downloads)).toEqual([])
    expect(updates.savedPath).toBeNull()
  })

  it('stops reading a package that does not end', async () => {
    let timer: NodeJS.Timeout | undefined
    server.routes.set(packagePath, (_request, response) => {
      response.writeHead(200).write(packageBytes)
      timer = setInterval(() => response.write(packageBytes), 1)
      response.on('close', () => clearInterval(timer))
    })
    const updates = await checked()
    await updates.download()
    expect(updates.snapshot()).toMatchObject({ download: null, error: { code: 'UPDATE_REFUSED' } })
    expect(await readdir(downloads)).toEqual([])
  })

  it('leaves nothing on disk after a download breaks off, and succeeds on the next attempt', async () => {
    server.routes.set(packagePath, (_request, response) => {
      response.writeHead(200, { 'content-length': packageBytes.byteLength })
      response.write(packageBytes.subarray(0, 100_000), () => response.destroy())
    })
    const updates = await checked()
    await updates.download()
    expect(updates.snapshot().error?.code).toBe('CONNECTION_BROKEN')
    expect(await readdir(downloads)).toEqual([])
    server.routes.set(packagePath, packageBytes)
    await updates.download()
    expect(updates.snapshot()).toMatchObject({ download: { state: 'done' }, error: null })
  })

  it('stops when the user cancels it, without an error', async () => {
    server.routes.set(packagePath, (_request, response) => {
      response.writeHead(200)
      response.write(packageBytes.subarray(0, 100_000))
    })
    const updates = await checked()
    const arrived = new Promise<void>((resolve) => {
      updates.onChange(() => {
        const { download } = updates.snapshot()
        if (download?.state === 'running' && download.received > 0) resolve()
      })
    })
    const downloading = updates.download()
    await arrived
    updates.cancelDownload()
    await downloading
    expect(updates.snapshot()).toMatchObject({ download: null, error: null })
    expect(await readdir(downloads)).toEqual([])
  })

  it('stops while it waits for the speed limit, too', async () => {
    const pace = (_bytes: number, signal: AbortSignal): Promise<void> =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
        updates.cancelDownload()
      })
    const updates = await checked({ limits: { pace } })
    await updates.download()
    expect(updates.snapshot()).toMatchObject({ download: null, error: null })
  })

  it('says which folder cannot be written to', async () => {
    const updates = await checked({ downloadsFolder: () => join(folder, 'missing') })
    await updates.download()
    expect(updates.snapshot().error?.code).toBe('SAVE_FOLDER_NOT_FOUND')
  })
})

/** Starts updates with a clock. `pass` lets time pass and waits for the checks. */
async function running(options: Partial<UpdatesOptions> = {}, startMs = Date.now()) {
  const clock = manualClock(startMs)
  const updates = await open({ now: clock.now, after: clock.after, ...options })
  updates.start()
  /** Waits until any check that the clock has started has finished. */
  const settled = async (): Promise<void> => {
    while (updates.snapshot().isChecking) await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { clock, updates, pass: (ms: number) => clock.pass(ms, settled) }
}

describe('automatic checks', () => {
  const hour = 3_600_000

  it('start a minute after launch, and are a day apart, even across restarts', async () => {
    const { pass, updates, clock } = await running()
    await pass(59_000)
    expect(server.requests).toHaveLength(0)
    await pass(2_000)
    expect(server.requests).toHaveLength(1)
    await pass(23 * hour)
    expect(server.requests).toHaveLength(1)
    await pass(2 * hour)
    expect(server.requests).toHaveLength(2)
    updates.close()
    const next = await running({}, clock.now())
    expect(next.updates.snapshot().update?.version).toBe('2.0.0')
    await next.pass(hour)
    expect(server.requests).toHaveLength(2)
  })

  it('do not run if the user does not allow them', async () => {
    const { pass, clock } = await running({ isAllowed: () => false })
    await pass(25 * hour)
    expect(server.requests).toEqual([])
    expect(clock.waiting).toBe(1)
  })

  it('wait until no transfer is running', async () => {
    let isBusy = true
    const { pass } = await running({ isBusy: () => isBusy })
    await pass(hour)
    expect(server.requests).toEqual([])
    isBusy = false
    await pass(hour)
    expect(server.requests).toHaveLength(1)
  })

  it('never start without a feed', async () => {
    expect((await running({ feed: null })).clock.waiting).toBe(0)
  })
})
