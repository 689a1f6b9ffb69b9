import { join } from 'node:path'
import { app, clipboard, nativeTheme, shell } from 'electron'
import { launchLocalServer } from './app/local-launch.ts'
import type { openLog } from './app/log.ts'
import { Connections } from './connections/connections.ts'
import { localConnectionId, type SettingsStore } from './connections/settings-store.ts'
import { Claims } from './engine/claims.ts'
import { DepthPoller } from './engine/depth-poller.ts'
import { Transfers } from './engine/transfers/transfers.ts'
import type { Push } from './ipc/push.ts'
import type { Desktop, DialogService, Services } from './ipc/services.ts'
import { SubmissionJournal } from './ledger/submission-journal.ts'
import { LocalControl } from './local-service/local-control.ts'

/** What the running parts need of the shell. */
export interface ServicesOptions {
  readonly settings: SettingsStore
  readonly userData: string
  readonly push: Push
  readonly dialogs: DialogService
  readonly log: ReturnType<typeof openLog>
  /** The built script of the Local server. */
  readonly script: string
}

const desktop: Desktop = {
  readText: () => clipboard.readText(),
  writeText: (text) => {
    clipboard.writeText(text)
  },
  showInFolder: (path) => {
    shell.showItemInFolder(path)
  },
  openFolder: async (path) => {
    await shell.openPath(path)
  },
  setTheme: (theme) => {
    nativeTheme.themeSource = theme
  },
}
