import type { Settings } from '../../shared/connections.ts'
import type { Connections } from '../connections/connections.ts'
import type { RequestMeter } from '../connections/request-meter.ts'
import type { SettingsStore } from '../connections/settings-store.ts'
import type { Claims } from '../engine/claims/claims.ts'
import type { DepthPoller } from '../engine/depths/depth-poller.ts'
import type { Transfers } from '../engine/transfers/transfers.ts'
import type { History } from '../ledger/history.ts'
import type { LocalControl } from './local-control.ts'

/** The native dialogs. Each answers `null` where the person closed it. */
export interface DialogService {
  chooseFiles(): Promise<readonly string[] | null>
  chooseFolder(title: string): Promise<readonly string[] | null>
  chooseOneFile(title: string): Promise<string | null>
  chooseSavePath(folder: string, fileName: string): Promise<string | null>
  /** Asks before something risky is done; `false` unless the user pressed the button `accept`. */
  confirm(question: Question): Promise<boolean>
}

/** A question in a native dialog. Its other button is Cancel, which is the default. */
export interface Question {
  readonly message: string
  readonly detail: string
  /** The text of the button that agrees. */
  readonly accept: string
}

/** What the desktop does for us. */
export interface Desktop {
  readText(): Promise<string>
  writeText(text: string): Promise<void>
  showInFolder(path: string): void
  openFolder(path: string): Promise<void>
  setTheme(theme: Settings['theme']): void
}

/** The running parts behind the calls; they exist once the window has shown. */
export interface Services {
  readonly settings: SettingsStore
  readonly connections: Connections
  readonly claims: Claims
  readonly transfers: Transfers
  readonly poller: DepthPoller
  readonly history: History
  readonly requestMeter: RequestMeter
  readonly local: LocalControl
  readonly dialogs: DialogService
  readonly desktop: Desktop
  /** The folder that saves go to: the person's choice, else the system's folder for downloads. */
  saveFolder(): string
  settingsSnapshot(): Settings
  settingsChanged(): void
}
