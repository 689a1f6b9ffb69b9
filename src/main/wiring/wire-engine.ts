import { Connections } from '../connections/connections.ts'
import { Doctor } from '../connections/doctor/doctor.ts'
import { LocalConnection } from '../connections/local-connection.ts'
import type { KeyVault } from '../connections/keys/key-vault.ts'
import { RequestMeter } from '../connections/request-meter.ts'
import {
  bytesPerSecond,
  localConnectionId,
  type SettingsStore,
} from '../connections/stores/settings-store.ts'
import { Claims } from '../engine/claims/claims.ts'
import { DepthPoller } from '../engine/depths/depth-poller.ts'
import { TransferThreads } from '../engine/aws/threads/transfer-threads.ts'
import { SmallFileReader } from '../engine/files/small-file-reader.ts'
import { ResultFinder } from '../engine/results/result-finder.ts'
import { Transfers } from '../engine/transfers/transfers.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { LocalParts } from './wire-local.ts'

/** The connections, and everything that uses them. */
export interface EngineParts {
  readonly reader: SmallFileReader
  readonly threads: TransferThreads
  readonly connections: Connections
  readonly doctor: Doctor
  readonly transfers: Transfers
  readonly poller: DepthPoller
  readonly claims: Claims
  readonly requestMeter: RequestMeter
  readonly results: ResultFinder
}

/** Creates the engine's parts and connects them. Sends nothing yet. */
export function wireEngine(options: {
  readonly settings: SettingsStore
  readonly ledger: Ledger
  readonly local: LocalParts
  /** The built script of the thread that reads small files. */
  readonly fileReaderWorker: URL
  /** The built script of the threads that move large files. */
  readonly transferWorker: URL
  /** Returns the desktop's proxy for a URL. */
  readonly desktopProxyFor: (address: string) => Promise<string>
  /** Opens an AWS sign-in page in the browser. Returns `false` for any other URL. */
  readonly openSignIn: (address: string) => Promise<boolean>
  /** Where the keys of connections are stored. */
  readonly vault: KeyVault
  /** Called with errors that no call waits for. */
  readonly onError: (error: unknown) => void
}): EngineParts {
  const { onError, settings, ledger, local, desktopProxyFor, openSignIn, vault } = options
  const reader = new SmallFileReader(options.fileReaderWorker)
  const threads = new TransferThreads(options.transferWorker)
  const connections = new Connections({
    settings,
    local: () => local.control.access,
    desktopProxyFor,
    openSignIn,
    vault,
  })
  const doctor = new Doctor((request) => connections.checkPlans.of(request))
  const transfers = new Transfers({ journal: ledger.transfers, reader, threads, connections })
  transfers.setSpeedLimit(bytesPerSecond(settings.value.transferLimit))
  const poller = new DepthPoller({
    budgetPerHour: settings.value.pollBudgetPerHour,
    isFree: (connectionId) => connectionId === localConnectionId,
    reportsChanges: (connectionId) => connectionId === localConnectionId,
  })
  local.onQueuesChanged(() => poller.noteChange(localConnectionId))
  const claims = new Claims({
    transfers,
    journal: ledger.claims,
    connections,
    onMoved: (queueName) => poller.refreshSoon(queueName),
  })
  const results = new ResultFinder({
    store: ledger.jobs,
    connections,
    budgetOf: (connectionId) => poller.budgets.of(connectionId),
    when: settings.value.findResults,
    onError,
  })
  poller.onChange(() => results.noteDepths(poller.snapshot()))
  const requestMeter = new RequestMeter({
    log: ledger.requestCounts,
    take: () => [...connections.takeCounts(), ...doctor.takeCounts()],
  })

  const localConnection = new LocalConnection(settings, connections)
  local.onChange((snapshot) => localConnection.update(snapshot))
  poller.activate(connections.activeId)
  connections.onSwitch((connectionId) => {
    poller.activate(connectionId)
    results.setQueues([], connectionId)
  })
  connections.onReady(({ connectionId, queues }) => {
    poller.setQueues(queues, connectionId, connections.circuitFor(connectionId))
    if (connectionId === connections.activeId) {
      results.setQueues(
        queues.map(({ config }) => config.name),
        connectionId,
      )
    }
    transfers.resumeConnection(connectionId, queues[0])
    claims.onConnected(connectionId)
  })
  return { reader, threads, connections, doctor, transfers, poller, claims, requestMeter, results }
}
