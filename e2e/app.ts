import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'

const root = resolve(import.meta.dirname, '..')

/** Where one app keeps everything, so that no test sees another's. */
export interface Home {
  readonly userData: string
  readonly downloads: string
}

/** What {@link launchApp} may be told. */
export interface LaunchOptions {
  readonly home: Home
  readonly theme?: 'light' | 'dark'
  readonly env?: Readonly<Record<string, string>>
}

/** A running Remotejob and what it said that it should not have. */
export class App {
  readonly electron: ElectronApplication
  readonly page: Page
  readonly home: Home
  /** Breaches of the page's policy and uncaught errors; every test ends with none. */
  readonly faults: string[]

  constructor(electron: ElectronApplication, page: Page, home: Home, faults: string[]) {
    this.electron = electron
    this.page = page
    this.home = home
    this.faults = faults
  }

  /** Drops real files or folders on the window, as the system does it. `Alt` may be held. */
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
    for (const type of types) {
      await session.send('Input.dispatchDragEvent', {
        type,
        x,
        y,
        data,
        modifiers: options.alt === true ? 1 : 0,
      })
    }
    await session.detach()
  }

  /** Makes the next save dialog answer with this path, as if the person had chosen it. */
  async chooseSavePath(path: string): Promise<void> {
    await this.electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    }, path)
  }

  /** Makes the next open dialog answer with these paths. */
  async choosePaths(paths: readonly string[]): Promise<void> {
    await this.electron.evaluate(
      ({ dialog }, filePaths) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths })
      },
      [...paths],
    )
  }

  /** Answers every question with the button of this number (0: Cancel) and keeps what was asked. */
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

  /** What was asked since {@link answerQuestions}. */
  async questions(): Promise<readonly Electron.MessageBoxOptions[]> {
    return this.electron.evaluate(
      () => (globalThis as unknown as { questions: Electron.MessageBoxOptions[] }).questions,
    )
  }

  /** For a test whose own doing broke the policy. */
  forgetFaults(): void {
    this.faults.length = 0
  }

  /** Ends it at once and without a goodbye, as a power cut does. */
  async kill(): Promise<void> {
    const child = this.electron.process()
    const gone = child.exitCode === null ? once(child, 'exit') : Promise.resolve()
    child.kill('SIGKILL')
    await gone
  }

  async close(): Promise<void> {
    await this.electron.close()
  }
}

/** The Electron that `npm test` prepared. */
export function electronPath(): string {
  const path = process.env['REMOTEJOB_ELECTRON']
  if (path === undefined)
    throw new Error('Run the end-to-end tests with npm run test:e2e: it prepares Electron.')
  return path
}

/** Makes the folders of one app under `folder`. */
export async function makeHome(folder: string): Promise<Home> {
  const home = { userData: join(folder, 'data'), downloads: join(folder, 'downloads') }
  await mkdir(home.userData, { recursive: true })
  await mkdir(home.downloads, { recursive: true })
  return home
}

/** Starts the built app and waits for its window. */
export async function launchApp({ home, theme = 'light', env = {} }: LaunchOptions): Promise<App> {
  const electron = await _electron.launch({
    executablePath: electronPath(),
    args: [root, `--user-data-dir=${home.userData}`, '--force-device-scale-factor=1'],
    colorScheme: null,
    // Without it Playwright asks Chromium for no sandbox at all.
    chromiumSandbox: process.env['REMOTEJOB_SANDBOX'] !== '0',
    env: { ...definedEnvironment(), XDG_DOWNLOAD_DIR: home.downloads, TZ: 'UTC', ...env },
  })
  const faults: string[] = []
  const page = await electron.firstWindow()
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text())
  })
  page.on('pageerror', (error) => {
    faults.push(String(error))
  })
  evaluateAsync(electron)
  await electron.evaluate(
    ({ app, nativeTheme }, { downloads, source }) => {
      app.setPath('downloads', downloads)
      nativeTheme.themeSource = source
    },
    { downloads: home.downloads, source: theme },
  )
  return new App(electron, page, home, faults)
}

/**
 * Makes every function that is evaluated in main return a promise. V8's inspector holds the result weakly until a
 * microtask has taken it, and in Electron that runs a little later. A plain value can be collected before, and the
 * call then fails with "Resulting promise was garbage collected"; a pending promise is held by what it waits for.
 */
function evaluateAsync(electron: ElectronApplication): void {
  const evaluate = electron.evaluate.bind(electron) as (call: unknown, arg: unknown) => Promise<unknown>
  electron.evaluate = ((call: unknown, arg: unknown) => {
    const source = `async (...args) => (${String(call)})(...args)`
    // Playwright sends the text of the function.
    return evaluate(
      Object.assign(() => {}, { toString: () => source }),
      arg,
    )
  }) as ElectronApplication['evaluate']
}

function definedEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || name.startsWith('AWS_') ? [] : [[name, value] as const],
  )
  return Object.fromEntries(kept)
}

/** Makes a file of `bytes` bytes of random content without holding it in memory. */
export async function makeFile(path: string, bytes: number): Promise<void> {
  const child = spawn('sh', ['-c', `head -c ${bytes} /dev/urandom > "$1"`, 'sh', path])
  const [code] = (await once(child, 'exit')) as [number]
  if (code !== 0) throw new Error(`Could not make ${path}.`)
}
