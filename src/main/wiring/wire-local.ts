import { join } from 'node:path'
import { launchLocalServer } from '../app/local-launch.ts'
import type { SettingsStore } from '../connections/stores/settings-store.ts'
import { Emitter } from '../engine/async/emitter.ts'
import { LocalControl } from '../ipc/local-control.ts'
import { loadOrCreateLocalKeys } from '../local-service/process/keys.ts'
import { LocalService, type LocalServiceSnapshot } from '../local-service/process/local-service.ts'

/** The Local server and its control. */
export interface LocalParts {
  readonly service: LocalService
  readonly control: LocalControl
  /** Calls the listener after each change of the server. Returns a function that removes it. */
  onChange(listener: (snapshot: LocalServiceSnapshot) => void): () => void
}

const region = 'us-west-1'

/**
 * Creates the Local server without starting it. Rejects if its keys can be neither read nor
 * written.
 */
export async function wireLocal(options: {
  readonly settings: SettingsStore
  readonly userData: string
  /** The built script of the server. */
  readonly script: string
  readonly onLog: (line: string) => void
}): Promise<LocalParts> {
  const { settings, userData, script, onLog } = options
  const dataFolder = join(userData, 'local')
  const { keys } = await loadOrCreateLocalKeys(join(userData, 'local-keys.json'))
  const changed = new Emitter<LocalServiceSnapshot>()
  const service = new LocalService({
    dataFolder,
    preferredPort: settings.value.localPort ?? 0,
    keys,
    region,
    launch: () => launchLocalServer(script, onLog),
    onLog,
    onChange: (snapshot) => changed.emit(snapshot),
  })
  return {
    service,
    control: new LocalControl(service, keys, { dataFolder, region }),
    onChange: (listener) => changed.on(listener),
  }
}
