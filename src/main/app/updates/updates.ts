import { basename } from 'node:path'
import type { UpdatesSnapshot } from '../../../shared/updates.ts'
import type { Network } from '../../engine/aws/network/network.ts'
import { Emitter } from '../../engine/async/emitter.ts'
import { type After, afterTimeout } from '../../engine/async/timer.ts'
import { EngineError, toWire } from '../../engine/errors/engine-error.ts'
import type { TransferLimits } from '../../engine/limits/transfer-limits.ts'
import { fileFor, type OwnPackage } from './own-package.ts'
import { ProgramWatch } from './program-watch.ts'
import { type ReadLimits, readHttps } from './read-https.ts'
import { maxManifestBytes, openManifest, refusedUpdate, type UpdateManifest } from './signed-manifest.ts'
import { downloadUpdate } from './update-download.ts'
import type { UpdateFeed } from './update-feed.ts'
import type { UpdateMemory } from './update-memory.ts'
import { isNewer } from './version-order.ts'

const secondMs = 1_000
const minuteMs = 60 * secondMs
const dayMs = 24 * 60 * minuteMs

/** Dependencies of {@link Updates}. */
export interface UpdatesOptions {
  /** `null` if this build has none. */
  readonly feed: UpdateFeed | null
  /** This app's version. */
  readonly version: string
  readonly ownPackage: OwnPackage
  /** The path of this app's program, or `null` when running from a checkout. */
  readonly program: string | null
  readonly memory: UpdateMemory
  /** Returns this computer's proxies and CA certificates. */
  readonly network: () => Promise<Network>
  readonly downloadsFolder: () => string
  readonly limits: Pick<TransferLimits, 'pace'>
  /** True if the user allows automatic checks. */
  readonly isAllowed: () => boolean
  /** True while transfers run or the computer is offline. A check waits until then. */
  readonly isBusy: () => boolean
  readonly onError: (error: unknown) => void
  readonly now?: () => number
  readonly after?: After
  /** Shorter in tests. */
  readonly timeouts?: Pick<ReadLimits, 'idleMs' | 'totalMs'>
}

/**
 * Finds newer versions of the app, and downloads their packages. It installs nothing: the user does that with
 * the system's package manager. Reports once another version is installed.
 */
export class Updates {
  readonly #options: UpdatesOptions
  readonly #changes = new Emitter()
  readonly #now: () => number
  readonly #after: After
  #stopTimer: () => void = () => undefined
  #revision = 0
  #newest: UpdateManifest | null = null
  #checking: AbortController | null = null
  #downloading: AbortController | null = null
  #received = 0
  #savedPath: string | null = null
  #watch: ProgramWatch | null = null
  #isReplaced = false
  #error: unknown = null

  constructor(options: UpdatesOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#after = options.after ?? afterTimeout
    const { feed, memory } = options
    if (feed !== null && memory.signed !== null) this.#newest = openRemembered(memory.signed, feed)
  }

  /** Adds a listener. Returns a function that removes it. */
  onChange(listener: () => void): () => void {
    return this.#changes.on(listener)
  }

  snapshot(): UpdatesSnapshot {
    const { feed, memory } = this.#options
    return {
      revision: this.#revision,
      hasFeed: feed !== null,
      checkedAt: memory.checkedAt,
      isChecking: this.#checking !== null,
      update: this.#update(),
      download: this.#download(),
      isReplaced: this.#isReplaced,
      error: this.#error === null ? null : withoutRemedy(this.#error),
    }
  }

  /**
   * Checks once a day from now on, a minute after launch at the earliest. Also detects that another version was
   * installed over this one.
   */
  start(): void {
    const { feed, program } = this.#options
    if (feed !== null) this.#wait(minuteMs)
    if (program === null) return
    this.#watch = new ProgramWatch(program, this.#after, () => {
      this.#isReplaced = true
      this.#changed()
    })
    void this.#watch.start()
  }

  /** Checks now. Resolves once the check is over. */
  async check(): Promise<void> {
    const { feed, memory } = this.#options
    // A download belongs to the version that is known now.
    if (feed === null || this.#checking !== null || this.#downloading !== null) return
    const checking = new AbortController()
    this.#checking = checking
    this.#error = null
    this.#changed()
    try {
      await memory.noteCheck(this.#now())
      const signed = await this.#readManifest(feed, checking.signal)
      const manifest = openManifest(signed, feed.publicKey)
      // A compromised server could hide a version by serving the manifest of an older one.
      if (this.#newest !== null && isNewer(this.#newest.version, manifest.version)) {
        throw refusedUpdate(
          `The server announces a version older than ${this.#newest.version}, which it announced before.`,
        )
      }
      if (this.#newest?.version !== manifest.version) this.#savedPath = null
      this.#newest = manifest
      await memory.noteManifest(signed)
    } catch (error) {
      this.#fail(error)
    } finally {
      this.#checking = null
      this.#changed()
    }
  }

  /** Downloads the package of the newer version. Resolves once the download is over. */
  async download(): Promise<void> {
    const { feed, downloadsFolder, limits, network, ownPackage, timeouts } = this.#options
    const file = this.#newest === null ? null : fileFor(this.#newest, ownPackage)
    if (feed === null || file === null || this.#update() === null || this.#downloading !== null) return
    const downloading = new AbortController()
    this.#downloading = downloading
    this.#received = 0
    this.#savedPath = null
    this.#error = null
    this.#changed()
    try {
      this.#savedPath = await downloadUpdate(file, new URL(file.name, feed.address), {
        network: await network(),
        hosts: feed.hosts,
        idleMs: 30 * secondMs,
        // With a slow network, or the user's speed limit, this may take hours.
        totalMs: dayMs,
        ...timeouts,
        signal: downloading.signal,
        folder: downloadsFolder(),
        limits,
        onProgress: (received) => {
          this.#received = received
          this.#changed()
        },
      })
    } catch (error) {
      this.#fail(error)
    } finally {
      this.#downloading = null
      this.#changed()
    }
  }

  /** Stops the download, and removes the partial file. */
  cancelDownload(): void {
    this.#downloading?.abort()
  }

  /** The path of the downloaded package. */
  get savedPath(): string | null {
    return this.#savedPath
  }

  close(): void {
    this.#stopTimer()
    this.#watch?.close()
    this.#checking?.abort()
    this.#downloading?.abort()
  }

  async #readManifest({ address, hosts }: UpdateFeed, signal: AbortSignal): Promise<string> {
    const { network, timeouts } = this.#options
    const chunks: Buffer[] = []
    const limits = {
      network: await network(),
      hosts,
      maxBytes: maxManifestBytes,
      idleMs: 10 * secondMs,
      totalMs: 30 * secondMs,
      ...timeouts,
      signal,
    }
    for await (const chunk of readHttps(address, limits)) chunks.push(chunk)
    return Buffer.concat(chunks).toString('utf8')
  }

  #wait(ms: number): void {
    this.#stopTimer = this.#after(ms, () => {
      const { isAllowed, isBusy } = this.#options
      const isDue = isAllowed() && !isBusy() && this.#isDayOver()
      void (isDue ? this.check() : Promise.resolve()).finally(() => this.#wait(10 * minuteMs))
    })
  }

  #isDayOver(): boolean {
    const { checkedAt } = this.#options.memory
    const now = this.#now()
    // The clock may have been set back.
    return checkedAt === null || checkedAt > now || now - checkedAt >= dayMs
  }

  #update(): UpdatesSnapshot['update'] {
    const { version, ownPackage } = this.#options
    if (this.#newest === null || !isNewer(this.#newest.version, version)) return null
    const { date, notes } = this.#newest
    const file = fileFor(this.#newest, ownPackage)
    const shown = file === null ? null : { name: file.name, kind: file.kind, size: file.size }
    return { version: this.#newest.version, date, notes, file: shown }
  }

  #download(): UpdatesSnapshot['download'] {
    if (this.#downloading !== null) return { state: 'running', received: this.#received }
    return this.#savedPath === null ? null : { state: 'done', fileName: basename(this.#savedPath) }
  }

  #fail(error: unknown): void {
    if (error instanceof EngineError && error.code === 'CANCELLED') return
    this.#error = error
    this.#options.onError(error)
  }

  #changed(): void {
    this.#revision += 1
    this.#changes.emit()
  }
}

/** Returns the manifest from an earlier session, after verifying its signature again. */
function openRemembered(signed: string, feed: UpdateFeed): UpdateManifest | null {
  try {
    return openManifest(signed, feed.publicKey)
  } catch {
    // Written by a build with another key.
    return null
  }
}

/** The remedies are meant for connections. */
function withoutRemedy(error: unknown): UpdatesSnapshot['error'] {
  const { remedy: _, ...wire } = toWire(error)
  return wire
}
