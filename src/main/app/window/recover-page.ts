import { type BrowserWindow, dialog } from 'electron'
import type { AppInfo } from '../../../shared/app-info.ts'
import { pageUrl } from './page.ts'

type ReloadReason = NonNullable<AppInfo['reloaded']>

/**
 * How long a page may hang before it is reloaded, in milliseconds. Chromium reports a hang after about 30 s.
 */
const patienceMs = 5_000
/**
 * After more crashes than this within {@link crashWindowMs}, the app asks before it reloads the
 * page.
 */
const mostCrashes = 3
const crashWindowMs = 60_000

/** Reloads the page after a crash or a hang. Work in main continues. */
export class PageRecovery {
  readonly #window: BrowserWindow
  readonly #log: (line: string) => void
  readonly #copyReport: () => Promise<void>
  #reloaded: ReloadReason | null = null
  #hang: NodeJS.Timeout | null = null
  #isHanging = false
  #crashes: number[] = []

  constructor(
    window: BrowserWindow,
    options: {
      readonly log: (line: string) => void
      /** Copies a report for the maintainers to the clipboard. */
      readonly copyReport: () => Promise<void>
    },
  ) {
    this.#window = window
    this.#log = options.log
    this.#copyReport = options.copyReport
    window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      if (reason !== 'clean-exit') void this.#recover(`${reason}, exit code ${exitCode}`)
    })
    window.on('unresponsive', () => this.#wait())
    window.on('responsive', () => this.#stopWaiting())
    window.on('closed', () => this.#stopWaiting())
  }

  /** Returns why the page was reloaded, or `null`. Each reload is reported once. */
  takeReason(): ReloadReason | null {
    const reason = this.#reloaded
    this.#reloaded = null
    return reason
  }

  #wait(): void {
    if (this.#hang !== null) return
    this.#log('The page is not responding.')
    this.#hang = setTimeout(() => {
      this.#hang = null
      if (this.#window.isDestroyed()) return
      this.#isHanging = true
      // A hanging page cannot be reloaded before its process has exited.
      this.#window.webContents.forcefullyCrashRenderer()
    }, patienceMs)
  }

  #stopWaiting(): void {
    if (this.#hang !== null) clearTimeout(this.#hang)
    this.#hang = null
  }

  async #recover(details: string): Promise<void> {
    this.#stopWaiting()
    this.#reloaded = this.#isHanging ? 'unresponsive' : 'crashed'
    this.#isHanging = false
    this.#log(`Reloading the page: ${this.#reloaded} (${details}).`)
    if (this.#isCrashLoop() && !(await this.#mayTryAgain())) return this.#window.destroy()
    if (!this.#window.isDestroyed()) await this.#window.loadURL(pageUrl).catch(() => undefined)
  }

  #isCrashLoop(): boolean {
    const now = Date.now()
    this.#crashes = [...this.#crashes.filter((at) => at > now - crashWindowMs), now]
    return this.#crashes.length > mostCrashes
  }

  async #mayTryAgain(): Promise<boolean> {
    for (;;) {
      const { response } = await dialog.showMessageBox({
        type: 'error',
        message: 'The window keeps crashing.',
        detail: 'Your transfers and claims keep running. If you quit, they continue at the next launch.',
        buttons: ['Reload', 'Copy details', 'Quit'],
        defaultId: 0,
        cancelId: 2,
        noLink: true,
      })
      if (response === 1) {
        await this.#copyReport().catch((error: unknown) =>
          this.#log(`Could not copy the details: ${String(error)}`),
        )
        continue
      }
      this.#crashes = []
      return response === 0
    }
  }
}
