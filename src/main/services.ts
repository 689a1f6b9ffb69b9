import { join } from 'node:path'
import { app, powerMonitor, safeStorage } from 'electron'
import { desktop } from './app/desktop.ts'
import { LaunchAtLogin } from './app/presence/launch-at-login.ts'
import { openLoginItem } from './app/presence/login-item.ts'
import { ownProgram } from './app/presence/own-program.ts'
import type { DesktopSurface } from './app/presence/presence.ts'
import type { EarlyLocal } from './app/local-launch.ts'
import type { Log } from './app/log/log.ts'
import { isOnline, onOnline, systemProxy } from './app/network.ts'
import { outside } from './app/outside.ts'
import { systemSecrets } from './app/system-secrets.ts'
import { restoreExtraCaCertificates } from './app/start-environment.ts'
import { KeyVault } from './connections/keys/key-vault.ts'
import { localConnectionId, type SettingsStore } from './connections/stores/settings-store.ts'
import type { RaisedAlarm } from '../shared/metrics/alarms.ts'
import type { Previews } from './engine/previews/previews.ts'
import type { Push } from './ipc/push.ts'
import type { DialogService, Services } from './ipc/services.ts'
import { jobFolder, patternName } from './ipc/files/payload-target.ts'
import { SettingsView } from './ipc/settings-view.ts'
import { Ledger } from './ledger/ledger.ts'
import { wireDeadLetters } from './wiring/wire-dead-letters.ts'
import { wireEngine } from './wiring/wire-engine.ts'
import { wireJobs } from './wiring/wire-jobs.ts'
import { wireMetrics } from './wiring/wire-metrics.ts'
import { wireLocal } from './wiring/wire-local.ts'
import { wirePresence } from './wiring/wire-presence.ts'
import { wirePush } from './wiring/wire-push.ts'
import { openUpdateParts, wireUpdates } from './wiring/wire-updates.ts'

/** The values that the services need from the first half of startup. */
export interface ServicesOptions {
  readonly settings: SettingsStore
  readonly userData: string
  readonly push: Push
  readonly dialogs: DialogService
  /** Lets the user type access keys. */
  readonly askKeys: Services['askKeys']
  readonly previews: Previews
  readonly log: Log
  /** Tells the user about a connection's alarm. */
  readonly announce: (alarm: RaisedAlarm, label: string) => void
  /** The app's icon and the tray. */
  readonly surface: DesktopSurface
  /** Called if nothing more can be recorded. */
  readonly onLedgerEnded: (error: unknown) => void
  /** Called with the files of unfinished uploads. */
  readonly onUnfinished: (paths: readonly string[]) => void
  /** The built script of the Local server. */
  readonly script: string
  /** The Local server, started with the window. */
  readonly earlyLocal: EarlyLocal
  /** The built script of the ledger's thread. */
  readonly ledgerWorker: URL
  /** The built script of the thread that reads small files. */
  readonly fileReaderWorker: URL
  /** The built script of the threads that move large files. */
  readonly transferWorker: URL
}

/** Creates everything that needs the AWS SDK, recovers unfinished work, and starts the Local server. */
export async function openServices(
  options: ServicesOptions,
): Promise<Services & { close(keep: boolean | null): Promise<void> }> {
  const { settings, userData, push, dialogs, previews, log, script, ledgerWorker } = options
  const onLog = (line: string): void => log.warn('local', line)
  const onUpdateError = (error: unknown): void => log.warn('updates', error)
  const [local, vault, launchAtLogin, updateParts, opened] = await Promise.all([
    wireLocal({ settings, userData, script, early: options.earlyLocal, onLog }),
    KeyVault.open(join(userData, 'keys.json'), systemSecrets(safeStorage)),
    LaunchAtLogin.open(loginItem()),
    openUpdateParts(
      { isPackaged: app.isPackaged, appFolder: app.getAppPath() },
      join(userData, 'updates.json'),
      onUpdateError,
    ),
    Ledger.open(join(userData, 'ledger.sqlite'), {
      workerUrl: ledgerWorker,
      legacyJournal: join(userData, 'submissions.jsonl'),
      retention: settings.value.retention,
      onEnded: options.onLedgerEnded,
    }),
    // Before the first connection reads its CA certificates.
    restoreExtraCaCertificates(process.env),
  ])
  const { ledger, uploads, saves, claims: held, damagedFile, newerFile } = opened
  if (damagedFile !== null) log.warn(`The history was damaged. It was moved to ${damagedFile}.`)
  if (newerFile !== null)
    log.warn(`A newer Remotejob wrote the history in ${newerFile}. It is left unchanged.`)

  const onError = (error: unknown): void => log.error('jobs', error)
  const engine = wireEngine({
    settings,
    ledger,
    local,
    fileReaderWorker: options.fileReaderWorker,
    transferWorker: options.transferWorker,
    desktopProxyFor: systemProxy,
    openSignIn: outside.openSignIn,
    vault,
    onError,
  })
  const { reader, threads, connections, doctor, transfers, poller, claims, requestMeter, results } = engine
  const view = new SettingsView(settings, {
    downloadsFolder: () => app.getPath('downloads'),
    launchesAtLogin: () => launchAtLogin.isOn,
    version: app.getVersion(),
  })
  const jobs = wireJobs({
    store: ledger.jobs,
    transfers,
    claims,
    connections,
    desktop,
    folderOf: (info) => jobFolder({ settings, saveFolder: () => view.saveFolder }, info),
    nameOf: (info) => patternName(settings.value.namePattern, info),
    onError,
  })
  const { deadLetters, purges } = wireDeadLetters({
    store: ledger.jobs,
    push,
    poller,
    connections,
    onError,
  })
  const measuring = wireMetrics({
    settings,
    connections,
    poller,
    log: ledger.depths,
    announce: options.announce,
  })
  const { metrics, alarms, cloudWatch } = measuring
  const presence = wirePresence(options.surface, { ...engine, settings, metrics, jobs })
  const updates = wireUpdates({
    parts: updateParts,
    settings,
    transfers,
    version: app.getVersion(),
    isPackaged: app.isPackaged,
    desktopProxyFor: systemProxy,
    isOnline,
    downloadsFolder: () => app.getPath('downloads'),
    onError: onUpdateError,
  })
  wirePush(push, { ...engine, ...measuring, local, history: ledger.history, jobs, updates })

  options.onUnfinished(uploads.map(({ path }) => path))
  transfers.recover({ uploads, saves })
  claims.recover(held, saves)
  metrics.start().catch((error: unknown) => log.warn('metrics', error))
  cloudWatch.start()
  requestMeter.start().catch((error: unknown) => log.warn('requests', error))
  const onResume = (): void => {
    claims.onResume()
    connections.onResume()
  }
  powerMonitor.on('resume', onResume)
  const stopListening = onOnline(onResume)
  void local.service.start()
  void connections.planHosts()
  updates.start()
  if (connections.activeId !== localConnectionId) void connections.connect(connections.activeId)

  return {
    settings,
    connections,
    doctor,
    claims,
    transfers,
    poller,
    jobs,
    results,
    metrics,
    depthLog: ledger.depths,
    alarms,
    cloudWatch,
    deadLetters,
    purges,
    history: ledger.history,
    requestMeter,
    local: local.control,
    dialogs,
    askKeys: options.askKeys,
    previews,
    desktop,
    presence,
    updates,
    launchAtLogin,
    saveFolder: () => view.saveFolder,
    settingsSnapshot: () => view.snapshot(),
    settingsChanged: () => push.plan('settings:changed', () => view.snapshot()),
    /** Closes the parts in reverse order of creation. The next launch recovers whatever a deadline cuts off. */
    async close(keep) {
      presence.close()
      updates.close()
      // Not awaited, because a hanging request must not delay the release of claimed jobs.
      doctor.stop()
      void poller.close()
      results.close()
      jobs.close()
      cloudWatch.close()
      void deadLetters.close()
      stopListening()
      await claims.close({ deadlineMs: 2_000, keep: keep ?? settings.value.onQuit === 'keep' })
      await transfers.close({ deadlineMs: 2_000 })
      requestMeter.close()
      metrics.close()
      await connections.close(1_000)
      await ledger.close()
      await local.service.stop({ deadlineMs: 1_500 })
      // Closed last, because a thread that hangs on a disk ends only when the disk responds.
      await Promise.all([reader.close(), threads.close()])
    },
  }
}

/** Launch at login on this system. */
function loginItem(): ReturnType<typeof openLoginItem> {
  const { XDG_CONFIG_HOME } = process.env
  return openLoginItem({
    platform: process.platform,
    isInstalled: app.isPackaged,
    app,
    program: ownProgram(process.env, process.execPath),
    configFolder: XDG_CONFIG_HOME ?? join(app.getPath('home'), '.config'),
  })
}
