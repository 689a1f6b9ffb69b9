import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { SignIn } from '../../../shared/connections/connections.ts'
import { newAgents, type Network } from '../../engine/aws/network/network.ts'
import { EngineError } from '../../engine/errors/engine-error.ts'
import { OidcClient } from './oidc-client.ts'
import type { SignInSession } from './sign-in-session.ts'
import { storeToken } from './token-cache.ts'

/** Options of {@link SignIns}. */
export interface SignInsOptions {
  /** Opens a sign-in page of AWS in the browser. Returns `false` for any other address, which is not opened. */
  readonly openPage: (address: string) => Promise<boolean>
  readonly onChange: () => void
}

const defaultIntervalSeconds = 5
/** A server that names a longer one would let the sign-in expire unanswered. */
const longestIntervalSeconds = 60
const slowerBySeconds = 5

interface Running {
  readonly shown: SignIn
  readonly abort: AbortController
}

/** The sign-ins in the browser that run now. The window shows the code of each, to compare it with the page. */
export class SignIns {
  readonly #options: SignInsOptions
  readonly #running = new Map<string, Running>()

  constructor(options: SignInsOptions) {
    this.#options = options
  }

  /** The sign-in that the window shows. */
  get current(): SignIn | null {
    return this.#running.values().next().value?.shown ?? null
  }

  /**
   * Signs in with the browser, and stores the token where the AWS CLI keeps it. Resolves once that is done.
   * @throws EngineError `CANCELLED`, `CREDENTIALS_EXPIRED`, `ADDRESS_UNSAFE`, or a network error.
   */
  async run(
    connection: { readonly id: string; readonly label: string },
    session: SignInSession,
    network: Network,
  ): Promise<void> {
    this.cancel(connection.id)
    const abort = new AbortController()
    const agents = newAgents(network, { keepAlive: false })
    try {
      await this.#signIn(connection, session, abort, new OidcClient(addressOf(session), agents, network))
    } catch (error) {
      if (abort.signal.aborted) throw new EngineError('CANCELLED')
      throw error
    } finally {
      if (this.#running.get(connection.id)?.abort === abort) this.#running.delete(connection.id)
      agents.httpAgent.destroy()
      agents.httpsAgent.destroy()
      this.#options.onChange()
    }
  }

  /** Stops the sign-in of a connection. Does nothing if none runs. */
  cancel(connectionId: string): void {
    this.#running.get(connectionId)?.abort.abort()
    this.#running.delete(connectionId)
  }

  /** Opens the page of a sign-in again. */
  async openAgain(connectionId: string): Promise<void> {
    const running = this.#running.get(connectionId)
    if (running !== undefined) await this.#options.openPage(running.shown.page)
  }

  close(): void {
    for (const id of this.#running.keys()) this.cancel(id)
  }

  async #signIn(
    { id, label }: { readonly id: string; readonly label: string },
    session: SignInSession,
    abort: AbortController,
    client: OidcClient,
  ): Promise<void> {
    const { signal } = abort
    const registration = await client.register(session.scopes, signal)
    const device = await client.authorizeDevice(registration, session.startUrl, signal)
    const page = device.verificationUriComplete ?? device.verificationUri
    const endsAt = Date.now() + device.expiresIn * 1_000
    const shown = {
      id: randomUUID(),
      connectionId: id,
      label,
      profile: session.profile,
      code: device.userCode,
      page,
    }
    this.#running.set(id, { shown, abort })
    this.#options.onChange()
    if (!(await this.#options.openPage(page))) throw strangePage(page)
    let seconds = Math.min(device.interval ?? defaultIntervalSeconds, longestIntervalSeconds)
    while (Date.now() < endsAt) {
      await delay(seconds * 1_000, undefined, { signal })
      const issued = await client.token(registration, device, signal)
      if (issued === 'slower') seconds += slowerBySeconds
      if (typeof issued === 'string') continue
      await storeToken(session, {
        accessToken: issued.accessToken,
        expiresAt: Date.now() + issued.expiresIn * 1_000,
        refreshToken: issued.refreshToken ?? null,
        clientId: registration.clientId,
        clientSecret: registration.clientSecret,
        registrationExpiresAt: registration.clientSecretExpiresAt * 1_000,
      })
      return
    }
    throw new EngineError('CREDENTIALS_EXPIRED', 'The sign-in took too long.', {
      hint: 'Press “Sign in” to try again.',
    })
  }
}

function addressOf({ endpoint, region }: SignInSession): string {
  return endpoint ?? `https://oidc.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`
}

function strangePage(page: string): EngineError {
  const host = URL.canParse(page) ? new URL(page).host : 'an address that is not valid'
  return new EngineError('ADDRESS_UNSAFE', `The sign-in page is at ${host}, which does not belong to AWS.`, {
    hint: 'It was not opened. Check sso_start_url and sso_region of the profile.',
  })
}
