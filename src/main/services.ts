import { join } from 'node:path'
import { app, clipboard, nativeTheme, powerMonitor, shell } from 'electron'
import { launchLocalServer } from './app/local-launch.ts'
import { onOnline } from './app/network.ts'
import type { openLog } from './app/log.ts'
import { Connections } from './connections/connections.ts'
import { RequestMeter } from './connections/request-meter.ts'
import { localConnectionId, type SettingsStore } from './connections/settings-store.ts'
import { Claims } from './engine/claims/claims.ts'
import { DepthPoller } from './engine/depths/depth-poller.ts'
import { FileReader } from './engine/files/small-file-reader.ts'
import { queuesInMotion } from './engine/transfers/queues-in-motion.ts'
import { Transfers } from './engine/transfers/transfers.ts'
import { LocalControl } from './ipc/local-control.ts'
import type { Push } from './ipc/push.ts'
import type { Desktop, DialogService, Services } from './ipc/services.ts'
import { Ledger } from './ledger/ledger.ts'
import { loadOrCreateLocalKeys } from './local-service/process/keys.ts'
import { LocalService, type LocalServiceSnapshot } from './local-service/process/local-service.ts'

/** What the running parts need of the shell. */
export interface ServicesOptions {
  readonly settings: SettingsStore
  readonly userData: string
  readonly push: Push
  readonly dialogs: DialogService
  readonly log: ReturnType<typeof openLog>
  /** The built script of the Local server. */
  readonly script: string
  /** The built script of the ledger's thread. */
  readonly ledgerWorker: URL
  /** The built script of the thread that reads small files. */
  readonly fileReaderWorker: URL
}

const localRegion = 'us-west-1'
const countEveryMs = 3_000

const desktop: Desktop = {
  // Newer Electrons answer with a promise, older ones with the text.
  readText: async () => clipboard.readText(),
  writeText: async (text) => {
    await clipboard.writeText(text)
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

/** Builds and wires every part that needs the AWS SDK, and starts the Local server. */
export async function openServices(options: ServicesOptions): Promise<Services & { close(): Promise<void> }> {
  const { settings, userData, push, dialogs, log, script, ledgerWorker, fileReaderWorker } = options
  const dataFolder = join(userData, 'local')
  const [{ keys }, { ledger, uploads, saves, claims: held, damagedFile, newerFile }] = await Promise.all([
    loadOrCreateLocalKeys(join(userData, 'local-keys.json')),
    Ledger.open(join(userData, 'ledger.sqlite'), {
      workerUrl: ledgerWorker,
      legacyJournal: join(userData, 'submissions.jsonl'),
      retention: settings.value.retention,
    }),
  ])
  if (damagedFile !== null) log.warn(`The history was damaged; it lies in ${damagedFile}.`)
  if (newerFile !== null)
    log.warn(`A newer Remotejob wrote the history in ${newerFile}; it is left as it is.`)

  const reader = new FileReader(fileReaderWorker)
  const transfers = new Transfers({
    journal: ledger.transfers,
    reader,
    queueFor: (connectionId, name) => connections.queueOn(connectionId, name),
    circuitFor: (connectionId) => connections.circuitFor(connectionId),
  })
  const poller = new DepthPoller({ budgetPerHour: settings.value.pollBudgetPerHour })
  const claims = new Claims({
    transfers,
    journal: ledger.claims,
    queueFor: (connectionId, name) => connections.queueOn(connectionId, name),
    onMoved: (queue) => poller.nudge(queue),
  })

  let before: LocalServiceSnapshot['state'] = 'stopped'
  const service = new LocalService({
    dataFolder,
    preferredPort: settings.value.localPort ?? 0,
    keys,
    region: localRegion,
    launch: () => launchLocalServer(script, (line) => log.warn('local', line)),
    onLog: (line) => log.warn('local', line),
    onChange: (now) => {
      push.plan('local:changed', () => local.snapshot())
      if (now.state === 'ready' && before !== 'ready') {
        if (now.port !== settings.value.localPort) void settings.change({ localPort: now.port })
        if (connections.activeId === localConnectionId) void connections.connect(localConnectionId)
      }
      if (now.state === 'failed' && now.error !== null) connections.localFailed(now.error)
      before = now.state
    },
  })
  const local = new LocalControl(service, keys, { dataFolder, region: localRegion })
  const connections = new Connections({
    settings,
    local: () => {
      const { endpoint } = service.snapshot
      return endpoint === null ? null : { endpoint, keys }
    },
    onChange: () => push.plan('connections:changed', () => connections.snapshot()),
    onSwitch: (connectionId) => poller.setQueues([], connectionId),
    onReady: (session) => {
      if (session.connectionId === connections.activeId)
        poller.setQueues(session.queues, session.connectionId, connections.circuitFor(session.connectionId))
      transfers.resumeConnection(session.connectionId, session.queues[0])
      claims.adoptConnection(session.connectionId)
    },
  })

  let done = 0
  const transfersNow = (): ReturnType<typeof transfers.snapshot> => {
    const snapshot = transfers.snapshot()
    // A file that became a job is a change that the poller need not wait for.
    if (snapshot.counts.done !== done) {
      for (const queue of queuesInMotion(snapshot.transfers, connections.activeId)) poller.nudge(queue)
    }
    done = snapshot.counts.done
    return snapshot
  }
  transfers.onChange(() => push.plan('transfers:changed', transfersNow))
  claims.onChange(() => push.plan('claims:changed', () => claims.snapshot()))
  ledger.history.onChange(() => {
    // Counting takes a moment, so the answer is pushed when it is there.
    void ledger.history.status().then(
      (status) => push.plan('history:changed', () => status),
      () => null,
    )
  })
  poller.onChange(() => push.plan('queues:changed', () => poller.snapshot()))
  const { transferLimit } = settings.value
  transfers.setSpeedLimit(transferLimit === null ? null : transferLimit * 1_000_000)
  transfers.takeUp(uploads)
  transfers.takeUpSaves(saves)
  claims.adopt(held, saves)
  const requestMeter = new RequestMeter({
    log: ledger.requestCounts,
    take: () => connections.takeCounts(),
    onChange: () => push.plan('requests:changed', () => requestMeter.snapshot()),
  })
  requestMeter.load().catch((error: unknown) => log.warn('requests', error))
  const counting = setInterval(() => requestMeter.flush(), countEveryMs)
  const wake = (): void => {
    claims.woke()
    connections.onResume()
  }
  powerMonitor.on('resume', wake)
  const stopListening = onOnline(wake)
  void service.start()
  if (connections.activeId !== localConnectionId) void connections.connect(connections.activeId)

  const settingsSnapshot: Services['settingsSnapshot'] = () => ({
    saveFolder: saveFolder(),
    theme: settings.value.theme,
    transferLimit: settings.value.transferLimit,
    onQuit: settings.value.onQuit,
    pollBudgetPerHour: settings.value.pollBudgetPerHour,
    version: app.getVersion(),
  })
  const saveFolder = (): string => settings.value.saveFolder ?? app.getPath('downloads')
  return {
    settings,
    connections,
    claims,
    transfers,
    poller,
    history: ledger.history,
    requestMeter,
    local,
    dialogs,
    desktop,
    saveFolder,
    settingsSnapshot,
    settingsChanged: () => push.plan('settings:changed', settingsSnapshot),
    /** In the reverse order of their making; what a deadline cuts off, the next start takes up. */
    async close() {
      // Not awaited: a reading that hangs must not keep claimed jobs from being given back.
      void poller.close()
      stopListening()
      await claims.close({ deadlineMs: 2_000, keep: settings.value.onQuit === 'keep' })
      await transfers.close({ deadlineMs: 2_000 })
      clearInterval(counting)
      requestMeter.flush()
      await connections.close(1_000)
      await ledger.close()
      await service.stop({ deadlineMs: 1_500 })
      // Last, as a thread that hangs on a disk does not end before that answers.
      await reader.close()
    },
  }
}
