import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app, type BrowserWindow } from 'electron'
import { copyDiagnostics } from './app/diagnostics/copy-diagnostics.ts'
import { appVersions } from './app/diagnostics/app-versions.ts'
import { trayOnClose } from './app/closing/close-to-tray.ts'
import { watchAttention } from './app/notices/attention.ts'
import { Dialogs } from './app/files/dialogs.ts'
import type { HostResponders } from './app/protocols/page-responder.ts'
import type { DeferredIpc } from './app/deferred-ipc.ts'
import type { OpenRequests } from './app/files/open-requests.ts'
import { LastState } from './app/closing/last-state.ts'
import type { ClosingWork } from './app/closing/close-choices.ts'
import type { CloseConfirmation, Closing } from './app/closing/close-confirmation.ts'
import type { EarlyLocal } from './app/local-launch.ts'
import { type Log, openLog } from './app/log/log.ts'
import { KeysWindow } from './app/window/keys-window.ts'
import { isPage, keysHost, painterHost } from './app/window/page.ts'
import { PainterWindow } from './app/window/painter-window.ts'
import { previewResponder } from './app/protocols/preview-protocol.ts'
import { AlarmNotices } from './app/notices/alarm-notices.ts'
import { Notices } from './app/notices/notices.ts'
import { systemNotices } from './app/notices/system-notices.ts'
import { ElectronSurface } from './app/presence/electron-surface.ts'
import { PageRecovery } from './app/window/recover-page.ts'
import { atLogin } from './app/presence/at-login.ts'
import { ownProgram, restartArguments } from './app/presence/own-program.ts'
import { Problems } from './app/problems.ts'
import { ResultNotices } from './app/notices/result-notices.ts'
import type { NoticeTarget } from '../shared/notice-target.ts'
import type { EventName } from '../shared/ipc/channels.ts'
import type { AppInfo } from '../shared/app-info.ts'
import { previewHost } from '../shared/files/preview-address.ts'
import { SettingsStore } from './connections/stores/settings-store.ts'
import { ViewStateStore } from './connections/stores/view-state-store.ts'
import { FolderLister } from './engine/files/folder-lister.ts'
import { Previews } from './engine/previews/previews.ts'
import { closingWork } from './ipc/closing-work.ts'
import { FileGrants } from './ipc/files/file-grants.ts'
import { allHandlers } from './ipc/handlers/all.ts'
import { InFlight } from './ipc/in-flight.ts'
import { OpenedFiles } from './ipc/files/opened-files.ts'
import { PastedFiles } from './ipc/files/pasted-files.ts'
import { Push } from './ipc/push.ts'
import { showLinkedJobs } from './ipc/linked-job.ts'
import { registerHandlers } from './ipc/register.ts'

/** The values that `start` in index.ts passes on once the window is shown. */
export interface RunOptions {
  /** `null` once the window is closed. */
  readonly window: () => BrowserWindow | null
  readonly calls: DeferredIpc
  readonly settingsFile: string
  /** The folder with the built scripts. */
  readonly folder: string
  readonly sandboxed: boolean
  /** The Local server, started with the window. */
  readonly earlyLocal: EarlyLocal
  /** The preview hosts are added to this list. */
  readonly responders: HostResponders
  /** The files that the system opens with the app. */
  readonly openFiles: OpenRequests
  /** The message ids from the links that opened the app. */
  readonly openJobs: OpenRequests
  /** Brings the window to the front. */
  readonly show: () => void
  /** Quits the app. Asks first if something would stop. */
  readonly closing: Closing
}

/** The running app. */
export interface Running {
  /** Returns the work that quitting would stop. */
  readonly closingWork: () => Promise<ClosingWork>
  readonly onClose: Pick<CloseConfirmation, 'choice' | 'remember' | 'tray' | 'trayExplained'>
  /**
   * Closes everything. `keep` holds claims until their leases expire; `null` follows the settings.
   */
  readonly close: (keep: boolean | null) => Promise<void>
}

/**
 * Opens the settings, the log and the services, and handles the page's calls. Returns what index.ts needs to
 * close it.
 */
export async function run({
  window,
  calls,
  settingsFile,
  folder,
  sandboxed,
  earlyLocal,
  responders,
  openFiles,
  openJobs,
  show,
  closing,
}: RunOptions): Promise<Running> {
  const loading = import('./services.ts')
  const log = openLog(app.getPath('logs'))
  logCrashes(log)
  const { store: settings, quarantinedPath } = await SettingsStore.open(settingsFile).catch(
    (error: unknown) => {
      log.error('settings', error)
      throw error
    },
  )

  const push = new Push(
    () => window()?.webContents ?? null,
    (event, error) => log.error(event, error),
  )
  const openView = (target: NoticeTarget): void => push.plan('view:open', () => target)
  const notices = new Notices({
    system: systemNotices,
    window,
    onClick: ({ target }) => {
      show()
      openView(target)
    },
    showInWindow: (notice) => push.plan('notice:missed', () => notice),
  })
  const alarmNotices = new AlarmNotices({ show: (notice) => notices.show(notice) })
  const problems = new Problems(
    (problem, error) => log.error(`problem: ${problem}`, error),
    () => push.plan('problems:changed', () => problems.snapshot()),
  )
  process.on('uncaughtException', (error) => problems.add('app', error))
  if (quarantinedPath !== null)
    problems.add('settings', `Some settings could not be read. The original file is ${quarantinedPath}.`)
  const surface = new ElectronSurface(window, {
    show,
    openQueue: (jobQueue) => {
      show()
      openView({ jobQueue, job: null, isOnResults: false })
    },
    quit: closing.quit,
  })
  const inFlight = new InFlight()
  const dialogs = new Dialogs(window)
  const lister = new FolderLister(pathToFileURL(join(folder, 'folder-lister-worker.js')))
  const grants = new FileGrants({
    list: (path, options) => lister.list(path, options),
    inspectMany: (paths) => lister.inspect(paths),
    skipsSystemFiles: () => settings.value.skipsSystemFiles,
    confirm: (question) => dialogs.confirm(question),
  })
  const painter = new PainterWindow()
  const previews = new Previews(painter)
  responders.set(previewHost, previewResponder(previews))
  responders.set(painterHost, () => painter.respond())
  const keysWindow = new KeysWindow(window)
  responders.set(keysHost, (request) => keysWindow.respond(request))
  // An open window would keep the app from quitting.
  window()?.once('closed', () => {
    painter.close()
    keysWindow.close()
  })
  const pasted = new PastedFiles(join(app.getPath('userData'), 'pasted'))
  const opened = new OpenedFiles(grants, () => push.plan('files:opened', () => null))
  openFiles.forward((paths) => opened.add(paths))
  const services = loading.then(({ openServices }) =>
    openServices({
      settings,
      userData: app.getPath('userData'),
      push,
      dialogs,
      askKeys: (label) => keysWindow.ask(label),
      previews,
      log,
      announce: (alarm, label) => alarmNotices.add(alarm, label),
      surface,
      onLedgerEnded: (error) => problems.add('history', error),
      onUnfinished: (paths) => void pasted.sweep(paths),
      script: join(folder, 'local-server.js'),
      earlyLocal,
      ledgerWorker: pathToFileURL(join(folder, 'ledger-worker.js')),
      fileReaderWorker: pathToFileURL(join(folder, 'file-reader-worker.js')),
      transferWorker: pathToFileURL(join(folder, 'transfer-worker.js')),
    }),
  )
  openJobs.forward((messageIds) => void showLinkedJobs(messageIds, services, openView))
  services.catch((error: unknown) => problems.add('app', error))
  const copyReport = async (): Promise<void> => copyDiagnostics({ services: await services, log, sandboxed })
  const shown = window()
  const recovery =
    shown === null ? null : new PageRecovery(shown, { log: (line) => log.error('window', line), copyReport })
  const lastState = new LastState()
  const appParts = {
    info: (): AppInfo => ({ sandboxed, reloaded: recovery?.takeReason() ?? null, versions: appVersions() }),
    problems: () => problems.snapshot(),
    copyReport,
    noticesFile: join(process.resourcesPath, 'notices.txt'),
    restart: () => {
      closing.restart(() =>
        app.relaunch({
          execPath: ownProgram(process.env, process.execPath),
          args: restartArguments(process.argv, process.defaultApp, atLogin),
        }),
      )
    },
    viewState: new ViewStateStore(join(app.getPath('userData'), 'view.json')),
    lastSaved: () => lastState.saved(),
    logFile: log.file.path,
    sampleFolder: join(app.getPath('userData'), 'sample'),
  }
  registerHandlers({
    ipcMain: calls,
    handlers: allHandlers(() => services, { grants, pasted, opened }, inFlight, appParts),
    isPage,
    grantFiles: (paths) => grants.grant(paths),
    log: (channel, error) => {
      log.warn(channel, error)
    },
  })
  calls.open()
  const resultNotices = new ResultNotices({
    show: (title, target) => notices.show({ title, body: null, target }),
  })
  void services.then(({ results }) => results.onFound((found) => resultNotices.add(found)))
  if (shown !== null) {
    watchAttention(shown, (change) => {
      change(resultNotices)
      void services.then(({ poller, results, cloudWatch, deadLetters }) => {
        change(poller)
        change(results)
        change(cloudWatch)
        change(deadLetters)
      })
    })
  }
  return {
    closingWork: async () => {
      const { claims, transfers } = await services
      return closingWork(claims.snapshot().claims, transfers.snapshot())
    },
    onClose: {
      choice: () => settings.value.onClose,
      remember: async (onClose) => {
        await settings.change({ onClose })
        ;(await services).settingsChanged()
      },
      tray: () => trayOnClose(settings.value, surface.hasTray),
      trayExplained: () => settings.change({ knowsTray: true }),
    },
    close: async (keep) => {
      const isAsked = askForLastState(window())
      inFlight.cancelAll()
      push.close()
      previews.closeAll()
      painter.close()
      await (await services).close(keep)
      if (isAsked) await lastState.wait()
      await log.file.settled()
    },
  }
}

/** Asks the page to save its state. Returns false if there is no page to ask. */
function askForLastState(window: BrowserWindow | null): boolean {
  if (window === null || window.webContents.isCrashed()) return false
  const event: EventName = 'view-state:save'
  window.webContents.send(event, null)
  return true
}

/** Logs unhandled errors, and Chromium processes that end unexpectedly. */
function logCrashes(log: Log): void {
  process.on('unhandledRejection', (reason) => {
    log.error('unhandled', reason)
  })
  app.on('child-process-gone', (_event, { type, reason, exitCode, serviceName = '' }) => {
    if (reason !== 'clean-exit')
      log.error('process', `${type} ${serviceName}: ${reason}, exit code ${exitCode}`)
  })
}
