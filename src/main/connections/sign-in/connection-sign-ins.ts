import type { SignIn } from '../../../shared/connections/connections.ts'
import { addressProblem } from '../../../shared/connections/connection-rules.ts'
import { EngineError } from '../../engine/errors/engine-error.ts'
import { type AskDesktop, readNetwork } from '../network-settings.ts'
import { readProfileFiles } from '../profiles/profile-files.ts'
import { settingsOf } from '../profiles/profile-settings.ts'
import type { StoredConnection } from '../stores/settings-store.ts'
import { flowOf } from './flow-of.ts'
import { SignIns, type PlannedSignIn, type SignInsOptions } from './sign-ins.ts'

type StoredProfile = Extract<StoredConnection, { readonly kind: 'profile' }>

/** Options of {@link ConnectionSignIns}. */
export interface ConnectionSignInsOptions extends SignInsOptions {
  /** @throws EngineError if there is no such connection. */
  readonly recordOf: (id: string) => StoredConnection
  readonly desktopProxyFor: AskDesktop | null
  /** Connects with the new token. */
  readonly connect: (id: string) => Promise<void>
}

/** Signs connections in with the browser. */
export class ConnectionSignIns {
  readonly #options: ConnectionSignInsOptions
  readonly #signIns: SignIns

  constructor(options: ConnectionSignInsOptions) {
    this.#options = options
    this.#signIns = new SignIns(options)
  }

  /** The sign-in that the window shows. */
  get current(): SignIn | null {
    return this.#signIns.current
  }

  /**
   * Signs in and connects.
   *
   * @throws EngineError `BAD_REQUEST` for a connection without a sign-in, `CREDENTIALS` for incomplete
   * settings, and the errors of {@link SignIns.run}.
   */
  async start(id: string): Promise<void> {
    const record = this.#options.recordOf(id)
    if (record.kind !== 'profile') throw noSignIn(record.label)
    await this.#signIns.run(record, () => this.#plan(record))
    await this.#options.connect(id)
  }

  async #plan(record: StoredProfile): Promise<PlannedSignIn> {
    const files = await readProfileFiles()
    const flow = flowOf(files, record)
    if (flow === null) throw noSignIn(record.label)
    if (flow.endpoint !== null && addressProblem(flow.endpoint, record.allowUnencrypted) !== null) {
      throw new EngineError('ADDRESS_UNSAFE')
    }
    const { caBundle } = settingsOf(files, record.profile)
    return { flow, network: await readNetwork([caBundle, record.caFile], this.#options.desktopProxyFor) }
  }

  /** Stops a connection's sign-in. */
  cancel(id: string): void {
    this.#signIns.cancel(id)
  }

  /** Opens the page of the running sign-in again. */
  async openPage(id: string): Promise<void> {
    await this.#signIns.openAgain(id)
  }

  close(): void {
    this.#signIns.close()
  }
}

function noSignIn(label: string): EngineError {
  return new EngineError('BAD_REQUEST', `${label} does not sign in with the browser.`, {
    hint: 'Only profiles with sso_session, sso_start_url or login_session do.',
    retryable: false,
  })
}
