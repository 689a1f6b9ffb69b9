import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { keepEvaluationsAlive } from './evaluate-in-main.ts'
import { reportPolicyViolations } from './policy-violations.ts'

const root = resolve(import.meta.dirname, '..')

/** One app's data folders. Each test has its own. */
export interface Home {
  readonly userData: string
  readonly downloads: string
}

/** Options of {@link launchApp}. */
export interface LaunchOptions {
  readonly home: Home
  readonly theme?: 'light' | 'dark'
  readonly env?: Readonly<Record<string, string>>
  /** Files that the system opens with the app. */
  readonly files?: readonly string[]
}

/** A running Remotejob, with the errors that it reported. */
export class App {
  readonly electron: ElectronApplication
  readonly page: Page
  readonly home: Home
  /** Errors on the page's console and uncaught errors. Must be empty at the end of every test. */
  readonly faults: string[]

  constructor(electron: ElectronApplication, page: Page, home: Home, faults: string[]) {
    this.electron = electron
    this.page = page
    this.home = home
    this.faults = faults
  }

  /** Drops real files or folders on the window, as the operating system does. `alt` holds the Alt key. */
  async drop(
    paths: readonly string[],
    options: {
      readonly alt?: boolean
      readonly until?: 'over'
      readonly at?: { readonly x: number; readonly y: number }
    } = {},
  ): Promise<void> {
    const { x, y } = options.at ?? { x: 640, y: 420 }
    const session = await this.electron.context().newCDPSession(this.page)
    const data = { items: [], files: [...paths], dragOperationsMask: 1 }
    const types =
      options.until === 'over'
        ? (['dragEnter', 'dragOver'] as const)
        : (['dragEnter', 'dragOver', 'drop'] as const)
    const modifiers = options.alt === true ? 1 : 0
    // On a busy machine, Chromium may lose a drop that comes through the debugger. The page then gets no event.
    for (let isDropped = false; !isDropped;) {
      const dropped = options.until === 'over' ? Promise.resolve(true) : seesDrop(this.page)
      for (const type of types) {
        await session.send('Input.dispatchDragEvent', { type, x, y, data, modifiers })
      }
      isDropped = await dropped
    }
    await session.detach()
  }

  /** Makes save dialogs return this path, as if the user had chosen it. */
  async chooseSavePath(path: string): Promise<void> {
    await this.electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    }, path)
  }

  /** Makes open dialogs return these paths. */
  async choosePaths(paths: readonly string[]): Promise<void> {
    await this.electron.evaluate(
      ({ dialog }, filePaths) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths })
      },
      [...paths],
    )
  }

  /** Presses the button at this index (0 is Cancel) in every message box, and records the boxes. */
  async answerQuestions(response: number): Promise<void> {
    await this.electron.evaluate(({ dialog }, answer) => {
      const questions: unknown[] = []
      Object.assign(globalThis, { questions })
      dialog.showMessageBox = (...given: unknown[]) => {
        questions.push(given.at(-1))
        return Promise.resolve({ response: answer, checkboxChecked: false })
      }
    }, response)
  }

  /** Returns the message boxes shown since {@link answerQuestions}. */
  async questions(): Promise<readonly Electron.MessageBoxOptions[]> {
    return this.electron.evaluate(
      () => (globalThis as unknown as { questions: Electron.MessageBoxOptions[] }).questions,
    )
  }

  /** Clears the errors, for a test that causes some on purpose. */
  forgetErrors(): void {
    this.faults.length = 0
  }

  /** Kills the app with SIGKILL. Nothing is shut down, as in a power cut. */
  async kill(): Promise<void> {
    const child = this.electron.process()
    const exited = child.exitCode === null ? once(child, 'exit') : Promise.resolve()
    child.kill('SIGKILL')
    await exited
  }

  async close(): Promise<void> {
    await this.electron.close()
  }
}

/** Returns the Electron executable that `npm test` prepared. */
export function electronPath(): string {
  const path = process.env['REMOTEJOB_ELECTRON']
  if (path === undefined)
    throw new Error('REMOTEJOB_ELECTRON is not set. Run the end-to-end tests with npm run test:e2e.')
  return path
}

/**
 * Returns the program to start and its first arguments: the package in REMOTEJOB_PACKAGE, or Electron with the build.
 */
function appCommand(): { readonly executablePath: string; readonly first: readonly string[] } {
  const packaged = process.env['REMOTEJOB_PACKAGE']
  return packaged === undefined
    ? { executablePath: electronPath(), first: [root] }
    : { executablePath: packaged, first: [] }
}

/** Creates one app's data folders in `folder`. */
export async function makeHome(folder: string): Promise<Home> {
  const home = { userData: join(folder, 'data'), downloads: join(folder, 'downloads') }
  await mkdir(home.userData, { recursive: true })
  await mkdir(home.downloads, { recursive: true })
  return home
}

/** Starts the built app and waits for its window. */
export async function launchApp({
  home,
  theme = 'light',
  env = {},
  files = [],
}: LaunchOptions): Promise<App> {
  const { executablePath, first } = appCommand()
  const electron = await _electron.launch({
    executablePath,
    args: [...first, `--user-data-dir=${home.userData}`, '--force-device-scale-factor=1', ...files],
    colorScheme: null,
    // Playwright disables the sandbox by default.
    chromiumSandbox: process.env['REMOTEJOB_SANDBOX'] !== '0',
    env: { ...definedEnvironment(), XDG_DOWNLOAD_DIR: home.downloads, TZ: 'UTC', ...env },
  })
  keepEvaluationsAlive(electron)
  const faults: string[] = []
  const page = await electron.firstWindow()
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text())
  })
  page.on('pageerror', (error) => {
    faults.push(String(error))
  })
  await reportPolicyViolations(page)
  await electron.evaluate(
    ({ app, nativeTheme }, { downloads, source }) => {
      app.setPath('downloads', downloads)
      nativeTheme.themeSource = source
    },
    { downloads: home.downloads, source: theme },
  )
  return new App(electron, page, home, faults)
}

function definedEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || name.startsWith('AWS_') ? [] : [[name, value] as const],
  )
  return Object.fromEntries(kept)
}

/** Creates a file of `bytes` random bytes without holding them in memory. */
export async function makeFile(path: string, bytes: number): Promise<void> {
  const child = spawn('sh', ['-c', `head -c ${bytes} /dev/urandom > "$1"`, 'sh', path])
  const [code] = (await once(child, 'exit')) as [number]
  if (code !== 0) throw new Error(`Could not create ${path}.`)
}

/** Resolves with true once the page gets a drop, or with false if it gets none. */
function seesDrop(page: Page): Promise<boolean> {
  return page.evaluate(
    (patienceMs) =>
      new Promise<boolean>((resolve) => {
        window.addEventListener('drop', () => resolve(true), { once: true, capture: true })
        setTimeout(() => resolve(false), patienceMs)
      }),
    10_000,
  )
}
