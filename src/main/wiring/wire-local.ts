import { join } from 'node:path'
import { type EarlyLocal, launchLocalServer } from '../app/local-launch.ts'
import type { SettingsStore } from '../connections/stores/settings-store.ts'
import { Emitter } from '../engine/async/emitter.ts'
import { LocalControl } from '../ipc/local-control.ts'
import { loadOrCreateLocalKeys } from '../local-service/process/keys.ts'
import { appFiles, localRegion } from '../local-service/process/early-start.ts'
import { LocalService, type LocalServiceSnapshot } from '../local-service/process/local-service.ts'

/** The Local server and its control. */
export interface LocalParts {
  readonly service: LocalService
  readonly control: LocalControl
  /** Calls the listener after each change of the server. Returns a function that removes it. */
  onChange(listener: (snapshot: LocalServiceSnapshot) => void): () => void
  /** Calls the listener after queues or messages have changed. Returns a function that removes it. */
  onQueuesChanged(listener: () => void): () => void
}

/**
 * Creates the Local server without starting it. Rejects if its keys can be neither read nor
 * written.
 */
export async function wireLocal(options: {
  readonly settings: SettingsStore
  readonly userData: string
  /** The server's built script. */
  readonly script: string
  /** The server's process that was started with the window. */
  readonly early: EarlyLocal
  readonly onLog: (line: string) => void
}): Promise<LocalParts> {
  const { settings, userData, script, early, onLog } = options
  const dataFolder = join(userData, appFiles.data)
  const { keys } = await loadOrCreateLocalKeys(join(userData, appFiles.keys))
  const changed = new Emitter<LocalServiceSnapshot>()
  const queuesChanged = new Emitter()
  const service = new LocalService({
    dataFolder,
    preferredPort: settings.value.localPort ?? 0,
    keys,
    region: localRegion,
    launch: () => early.take(onLog) ?? launchLocalServer(script, onLog),
    onLog,
    onChange: (snapshot) => changed.emit(snapshot),
    onQueuesChanged: () => queuesChanged.emit(),
  })
  return {
    service,
    control: new LocalControl(service, keys, { dataFolder, region: localRegion }),
    onChange: (listener) => changed.on(listener),
    onQueuesChanged: (listener) => queuesChanged.on(listener),
  }
}
