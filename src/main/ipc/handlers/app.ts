import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AppInfo, ProblemsSnapshot } from '../../../shared/app-info.ts'
import type { SavedViewState } from '../../../shared/view-state.ts'
import type { FileGrants } from '../files/file-grants.ts'
import type { Handlers } from '../register.ts'
import type { Services } from '../services.ts'

type Channels = Extract<keyof Handlers, `app:${string}` | `view-state:${string}`>

/** The parts of the app that the `app:` and `view-state:` calls use. They exist before the services. */
export interface AppParts {
  readonly info: () => AppInfo
  readonly viewState: {
    read(): Promise<SavedViewState>
    write(state: SavedViewState): Promise<void>
  }
  /** Called once the page has saved its state for the last time. */
  readonly lastSaved: () => void
  readonly logFile: string
  readonly problems: () => ProblemsSnapshot
  /** Copies a report for the maintainers to the clipboard. */
  readonly copyReport: () => Promise<void>
  /** The file with the packages' licences. Only a packaged app has one. */
  readonly noticesFile: string
  readonly restart: () => void
  /** The folder for the sample file. */
  readonly sampleFolder: string
}

const sampleName = 'hello.txt'
const sampleText = `Hello!

This is the payload of a first job. Anyone who claims the job can read it, work on it, and send back a result.
`

/** Handles the app's own calls: the window's state, the log, and the sample for the first steps. */
export function appHandlers(
  { info, viewState, lastSaved, logFile, sampleFolder, problems, copyReport, noticesFile, restart }: AppParts,
  grants: FileGrants,
  ready: () => Promise<Services>,
): Pick<Handlers, Channels> {
  return {
    'app:info': () => Promise.resolve(info()),
    'app:show-log': async () => {
      ;(await ready()).desktop.showInFolder(logFile)
      return null
    },
    'app:problems': async () => problems(),
    'app:copy-diagnostics': async () => {
      await copyReport()
      return null
    },
    'app:notices': () => readFile(noticesFile, 'utf8').catch(() => null),
    'app:restart': async () => {
      restart()
      return null
    },
    'app:open-link': async ({ link }) => {
      await (await ready()).desktop.openLink(link)
      return null
    },
    'app:sample-file': async () => {
      const path = join(sampleFolder, sampleName)
      await mkdir(sampleFolder, { recursive: true })
      await writeFile(path, sampleText)
      return grants.grant([path])
    },
    'view-state:get': () => viewState.read(),
    'view-state:set': async ({ state, isLast }) => {
      try {
        await viewState.write(state)
      } finally {
        if (isLast) lastSaved()
      }
      return null
    },
  }
}
