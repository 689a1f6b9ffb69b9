import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AppInfo } from '../../../shared/app-info.ts'
import type { SavedViewState } from '../../../shared/view-state.ts'
import type { FileGrants } from '../file-grants.ts'
import type { Handlers } from '../register.ts'
import type { Services } from '../services.ts'

type Channels = 'app:info' | 'app:show-log' | 'app:sample-file' | 'view-state:get' | 'view-state:set'

/** The parts of the app that its own calls use. They exist before the services. */
export interface AppParts {
  readonly info: () => AppInfo
  readonly viewState: {
    read(): Promise<SavedViewState>
    write(state: SavedViewState): Promise<void>
  }
  readonly logFile: string
  /** The folder for the sample file. */
  readonly sampleFolder: string
}

const sampleName = 'hello.txt'
const sampleText = `Hello!

This is the payload of a first job. Whoever claims the job can read it, work on it, and send a result back.
`

/**
 * Handles calls of the app itself: the window's state, the log, and the sample for the first steps.
 */
export function appHandlers(
  { info, viewState, logFile, sampleFolder }: AppParts,
  grants: FileGrants,
  ready: () => Promise<Services>,
): Pick<Handlers, Channels> {
  return {
    'app:info': () => Promise.resolve(info()),
    'app:show-log': async () => {
      ;(await ready()).desktop.showInFolder(logFile)
      return null
    },
    'app:sample-file': async () => {
      const path = join(sampleFolder, sampleName)
      await mkdir(sampleFolder, { recursive: true })
      await writeFile(path, sampleText)
      return grants.grant([path])
    },
    'view-state:get': () => viewState.read(),
    'view-state:set': async (state) => {
      await viewState.write(state)
      return null
    },
  }
}
