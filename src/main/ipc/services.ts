import type { Settings } from '../../shared/connections/connections.ts'
import type { HelpLink } from '../../shared/help-links.ts'
import type { UpdatesSnapshot } from '../../shared/updates.ts'
import type { Connections } from '../connections/connections.ts'
import type { Doctor } from '../connections/doctor/doctor.ts'
import type { AccessKeys } from '../connections/keys/key-sets.ts'
import type { RequestMeter } from '../connections/request-meter.ts'
import type { SettingsStore } from '../connections/stores/settings-store.ts'
import type { Claims } from '../engine/claims/claims.ts'
import type { JobActions } from '../engine/jobs/job-actions.ts'
import type { JobCounts } from '../engine/jobs/job-counts.ts'
import type { JobList } from '../engine/jobs/job-list.ts'
import type { JobStore } from '../engine/jobs/job-store.ts'
import type { SeenMarks } from '../engine/jobs/seen-marks.ts'
import type { DeadLetters } from '../engine/dead-letters/dead-letters.ts'
import type { DepthPoller } from '../engine/depths/depth-poller.ts'
import type { ResultFinder } from '../engine/results/result-finder.ts'
import type { AlarmBoard } from '../engine/metrics/alarm-board.ts'
import type { CloudWatchPoller } from '../engine/metrics/cloud-watch-poller.ts'
import type { DepthLog } from '../engine/metrics/depth-log.ts'
import type { QueueMetrics } from '../engine/metrics/queue-metrics.ts'
import type { Purges } from '../engine/queue-settings/purges.ts'
import type { Previews } from '../engine/previews/previews.ts'
import type { Transfers } from '../engine/transfers/transfers.ts'
import type { History } from '../ledger/history.ts'
import type { LocalControl } from './local-control.ts'

/** The native dialogs. Each returns `null` if the user cancels it. */
export interface DialogService {
  chooseFiles(): Promise<readonly string[] | null>
  chooseFolder(title: string): Promise<readonly string[] | null>
  chooseOneFile(title: string): Promise<string | null>
  chooseSavePath(folder: string, fileName: string): Promise<string | null>
  /**
   * Asks before something risky is done. Resolves with `false` unless the user pressed the `accept`
   * button.
   */
  confirm(question: Question): Promise<boolean>
  /** Asks the user to choose one of any number of options. Returns its index. */
  choose(choice: Choice): Promise<number | null>
}

/** A choice in a native dialog, which can be cancelled. */
export interface Choice {
  readonly message: string
  readonly detail: string
  readonly options: readonly string[]
}

/** A question in a native dialog. The button that declines is the default. */
export interface Question {
  readonly message: string
  readonly detail: string
  /** The label of the button that confirms. */
  readonly accept: string
  /** The label of the other button. Default: Cancel. */
  readonly decline?: string
}

/** The clipboard, the file manager and the theme of the desktop. */
export interface Desktop {
  readText(): Promise<string>
  writeText(text: string): Promise<void>
  /** Returns the image on the clipboard as PNG, or `null` if there is none. */
  readImage(): Promise<Uint8Array | null>
  showInFolder(path: string): void
  openFolder(path: string): Promise<void>
  /** Opens a file with the system's application. Returns true if there is one. */
  openFile(path: string): Promise<boolean>
  setTheme(theme: Settings['theme']): void
  /** Opens a documentation site in the user's browser. */
  openLink(link: HelpLink): Promise<void>
  /** Continues a drag from the window with these files. Resolves once the drag has started, or when it ends. */
  startDrag(paths: readonly string[]): Promise<void>
}

/** The list of jobs, and the actions on them. */
export interface JobServices {
  readonly store: JobStore
  readonly list: JobList
  readonly counts: JobCounts
  readonly actions: JobActions
  readonly seen: SeenMarks
}

/** Newer versions of the app. */
export interface UpdateService {
  snapshot(): UpdatesSnapshot
  /** Resolves once the check is over. Does not reject: the snapshot has the error. */
  check(): Promise<void>
  /** Resolves once the download is over. Does not reject: the snapshot has the error. */
  download(): Promise<void>
  cancelDownload(): void
  /** The path of the downloaded package, or `null`. */
  readonly savedPath: string | null
}

/** The services that the handlers use. They exist once the window is shown. */
export interface Services {
  readonly settings: SettingsStore
  readonly connections: Connections
  readonly doctor: Doctor
  readonly claims: Claims
  readonly transfers: Transfers
  readonly poller: DepthPoller
  readonly jobs: JobServices
  readonly results: ResultFinder
  readonly metrics: QueueMetrics
  readonly depthLog: DepthLog
  readonly alarms: AlarmBoard
  readonly cloudWatch: CloudWatchPoller
  readonly deadLetters: DeadLetters
  readonly purges: Purges
  readonly history: History
  readonly requestMeter: RequestMeter
  readonly local: LocalControl
  readonly dialogs: DialogService
  /** Lets the user type a connection's access keys, in a separate window. `null` if the user closes it. */
  askKeys(label: string): Promise<AccessKeys | null>
  readonly previews: Previews
  readonly desktop: Desktop
  /** The app's icon and the tray. */
  readonly presence: { update(): void }
  readonly updates: UpdateService
  readonly launchAtLogin: { set(on: boolean): Promise<void> }
  /** Returns the folder for saved payloads. */
  saveFolder(): string
  settingsSnapshot(): Settings
  settingsChanged(): void
}
