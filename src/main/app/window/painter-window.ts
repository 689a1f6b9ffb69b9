import { app, BrowserWindow } from 'electron'
import { z } from 'zod'
import { EngineError } from '../../engine/errors/engine-error.ts'
import type { Painter, Painting } from '../../engine/previews/painter.ts'
import type { AppResponse } from '../protocols/app-request.ts'
import { pagePreferences } from './page-preferences.ts'
import { painterHost, pageScheme } from './page.ts'

/** The time limit for one drawing. */
const maxMs = 15_000
/** The memory limit of the painter's process, in kilobytes. */
const maxMemory = 600_000
/** How long the painter stays open without work. */
const idleMs = 20_000

const painted = z.union([
  z.strictObject({ problem: z.string() }),
  z.strictObject({
    png: z.string().startsWith('data:image/png;base64,').max(32_000_000),
    width: z.int().positive().max(4_096),
    height: z.int().positive().max(4_096),
    pages: z.int().positive(),
  }),
])

/**
 * Draws documents and vector images in a hidden, sandboxed window without a preload script. The
 * window has its own process, which is killed if a drawing takes too much time or memory. The file
 * goes in as bytes, and only an image comes out.
 */
export class PainterWindow implements Painter {
  #window: BrowserWindow | null = null
  #source: Buffer | null = null
  #turn: Promise<unknown> = Promise.resolve()
  #idle: NodeJS.Timeout | null = null

  async paint(kind: 'pdf' | 'svg', bytes: Buffer, page: number, signal: AbortSignal): Promise<Painting> {
    const turn = this.#turn.then(() => this.#paint(kind, bytes, page, signal))
    this.#turn = turn.catch(() => null)
    return turn
  }

  /** Serves the file to draw to the painter's page. */
  respond(): AppResponse {
    if (this.#source === null) return { status: 404, headers: {}, body: '' }
    const headers = { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' }
    return { headers, body: this.#source }
  }

  close(): void {
    if (this.#idle !== null) clearTimeout(this.#idle)
    this.#window?.destroy()
    this.#window = null
    this.#source = null
  }

  async #paint(kind: 'pdf' | 'svg', bytes: Buffer, page: number, signal: AbortSignal): Promise<Painting> {
    if (signal.aborted) throw new EngineError('CANCELLED')
    if (this.#idle !== null) clearTimeout(this.#idle)
    this.#source = bytes
    try {
      const window = await this.#opened()
      const reply = await this.#watched(window, signal, () =>
        window.webContents.executeJavaScript(`paint(${JSON.stringify(kind)}, ${Math.trunc(page)})`),
      )
      const drawn = painted.parse(reply)
      if ('problem' in drawn)
        throw new EngineError('NOT_PREVIEWABLE', problems[drawn.problem] ?? problems['damaged'])
      const png = Buffer.from(drawn.png.slice('data:image/png;base64,'.length), 'base64')
      return { png, width: drawn.width, height: drawn.height, pages: drawn.pages }
    } catch (error) {
      // Kills the process, whatever it is doing.
      this.close()
      if (signal.aborted) throw new EngineError('CANCELLED', undefined, { cause: error })
      throw error instanceof EngineError
        ? error
        : new EngineError('NOT_PREVIEWABLE', problems['damaged'], { cause: error })
    } finally {
      this.#source = null
      this.#idle = setTimeout(() => this.close(), idleMs)
    }
  }

  async #opened(): Promise<BrowserWindow> {
    if (this.#window !== null) return this.#window
    const window = new BrowserWindow({
      show: false,
      skipTaskbar: true,
      focusable: false,
      width: 64,
      height: 64,
      webPreferences: { ...pagePreferences, backgroundThrottling: false },
    })
    this.#window = window
    window.once('closed', () => {
      if (this.#window === window) this.#window = null
    })
    await window.loadURL(`${pageScheme}://${painterHost}/painter.html`)
    return window
  }

  /** Rejects if a drawing takes too much time or memory, is cancelled, or crashes its process. */
  async #watched<T>(window: BrowserWindow, signal: AbortSignal, draw: () => Promise<T>): Promise<T> {
    let rejectEnded: ((error: EngineError) => void) | undefined
    const ended = new Promise<never>((_resolve, reject) => {
      rejectEnded = reject
    })
    const reject = (error: EngineError): void => rejectEnded?.(error)
    const cancel = (): void => reject(new EngineError('CANCELLED'))
    const crash = (): void => reject(new EngineError('NOT_PREVIEWABLE', problems['crashed']))
    const deadline = setTimeout(() => reject(new EngineError('NOT_PREVIEWABLE', problems['slow'])), maxMs)
    const pid = window.webContents.getOSProcessId()
    const memory = setInterval(() => {
      const used = app.getAppMetrics().find((metric) => metric.pid === pid)?.memory.workingSetSize ?? 0
      if (used > maxMemory) reject(new EngineError('NOT_PREVIEWABLE', problems['large']))
    }, 250)
    signal.addEventListener('abort', cancel, { once: true })
    window.webContents.once('render-process-gone', crash)
    try {
      return await Promise.race([draw(), ended])
    } finally {
      clearTimeout(deadline)
      clearInterval(memory)
      signal.removeEventListener('abort', cancel)
      if (!window.isDestroyed()) window.webContents.off('render-process-gone', crash)
    }
  }
}

const problems: Readonly<Record<string, string>> = {
  damaged: 'This file is damaged, or its content does not match its type.',
  password: 'This document is protected with a password.',
  slow: 'This file takes too long to preview.',
  large: 'This file needs too much memory to preview.',
  crashed: 'This file could not be previewed.',
}
