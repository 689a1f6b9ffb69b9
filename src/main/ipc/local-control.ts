import type { LocalService as LocalServiceState, LocalSnippet } from '../../shared/connections/connections.ts'
import { clientSnippet } from '../local-service/process/client-snippets.ts'
import { environmentLines } from '../local-service/process/environment-lines.ts'
import type { LocalKeys } from '../local-service/process/keys.ts'
import type { LocalService } from '../local-service/process/local-service.ts'
import { maskKeyId } from '../connections/keys/key-text.ts'
import type { LocalAccess } from '../connections/access.ts'
import { EngineError } from '../engine/errors/engine-error.ts'

/** Controls the Local server for the window. The window never gets its keys, except masked. */
export class LocalControl {
  readonly dataFolder: string
  readonly #service: LocalService
  readonly #keys: LocalKeys
  readonly #region: string

  constructor(
    service: LocalService,
    keys: LocalKeys,
    options: { readonly dataFolder: string; readonly region: string },
  ) {
    this.#service = service
    this.#keys = keys
    this.#region = options.region
    this.dataFolder = options.dataFolder
  }

  /** The endpoint and keys while the server is ready, else `null`. */
  get access(): LocalAccess | null {
    const { endpoint } = this.#service.snapshot
    return endpoint === null ? null : { endpoint, keys: this.#keys }
  }

  snapshot(): LocalServiceState {
    const { state, endpoint, port, restarts, error } = this.#service.snapshot
    return {
      state,
      endpoint,
      port: port === 0 ? null : port,
      dataFolder: this.dataFolder,
      restarts,
      error,
      environmentPreview:
        endpoint === null
          ? ''
          : environmentLines({
              endpoint,
              region: this.#region,
              keys: { accessKeyId: maskKeyId(this.#keys.accessKeyId), secretAccessKey: '••••••••' },
            }),
    }
  }

  async restart(): Promise<void> {
    await this.#service.stop()
    await this.#service.start()
  }

  async useAnotherPort(): Promise<void> {
    await this.#service.useAnotherPort()
  }

  /** True if these keys share their id or their secret with Local's. */
  hasKeys({ accessKeyId, secretAccessKey }: LocalKeys): boolean {
    return accessKeyId === this.#keys.accessKeyId || secretAccessKey === this.#keys.secretAccessKey
  }

  /** True if Local is listening at this address now. */
  listensAt(address: string): boolean {
    const { endpoint } = this.#service.snapshot
    return endpoint !== null && URL.canParse(address) && new URL(address).origin === new URL(endpoint).origin
  }

  /**
   * Returns a snippet with the secret key, for the clipboard. @throws EngineError `LOCAL_STOPPED` unless it is ready.
   */
  snippet(snippet: LocalSnippet): string {
    const { endpoint } = this.#service.snapshot
    if (endpoint === null) throw new EngineError('LOCAL_STOPPED')
    return clientSnippet(snippet, { endpoint, region: this.#region, keys: this.#keys })
  }
}
