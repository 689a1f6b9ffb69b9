import { randomUUID } from 'node:crypto'
import type { SignIn } from '../../../shared/connections/connections.ts'
import { newAgents, type Network } from '../../engine/aws/network/network.ts'
import { EngineError } from '../../engine/errors/engine-error.ts'
import type { ShowPage, SignInFlow } from './sign-in-flow.ts'

/** Options of {@link SignIns}. */
export interface SignInsOptions {
  /** Opens an AWS sign-in page in the browser. Returns `false` for any other address, which is not opened. */
  readonly openPage: (address: string) => Promise<boolean>
  readonly onChange: () => void
}

/** How to sign in, and with which proxies and CA certificates. */
export interface PlannedSignIn {
  readonly flow: SignInFlow
  readonly network: Network
}

interface Running {
  readonly abort: AbortController
  /** `null` until the service has named the page. */
  shown: ShownPage | null
}

interface ShownPage {
  readonly signIn: SignIn
  /** Stays in main, because its address contains the secret state. */
  readonly page: string
}

/** The running sign-ins. The window shows their codes, if any, to compare with the page in the browser. */
export class SignIns {
  readonly #options: SignInsOptions
  readonly #running = new Map<string, Running>()

  constructor(options: SignInsOptions) {
    this.#options = options
  }

  /** The sign-in that the window shows. */
  get current(): SignIn | null {
    const shown = [...this.#running.values()].map((running) => running.shown)
    return shown.find((one) => one !== null)?.signIn ?? null
  }

  /**
   * Signs in with the browser, and stores the token where the AWS CLI keeps it. Resolves once that is done.
   * Cancels an earlier sign-in of the same connection. `plan` reads how to sign in.
   *
   * @throws the errors of `plan`, and EngineError `CANCELLED`, `CREDENTIALS_EXPIRED`, `ADDRESS_UNSAFE`, or a
   * network error.
   */
  async run(
    connection: { readonly id: string; readonly label: string },
    plan: () => Promise<PlannedSignIn>,
  ): Promise<void> {
    const { id } = connection
    this.cancel(id)
    const running: Running = { abort: new AbortController(), shown: null }
    const { signal } = running.abort
    this.#running.set(id, running)
    try {
      const planned = await plan()
      signal.throwIfAborted()
      await this.#signIn(connection, running, planned)
    } catch (error) {
      if (signal.aborted) throw new EngineError('CANCELLED')
      throw error
    } finally {
      if (this.#running.get(id) === running) this.#running.delete(id)
      this.#options.onChange()
    }
  }

  async #signIn(
    { id, label }: { readonly id: string; readonly label: string },
    running: Running,
    { flow: { profile, signIn }, network }: PlannedSignIn,
  ): Promise<void> {
    const { signal } = running.abort
    const show: ShowPage = async (page, code) => {
      signal.throwIfAborted()
      const details = { id: randomUUID(), connectionId: id, label, profile, code, host: hostOf(page) }
      running.shown = { signIn: details, page }
      this.#options.onChange()
      if (!(await this.#options.openPage(page))) throw foreignPage(page)
    }
    const agents = newAgents(network, { keepAlive: false })
    try {
      await signIn({ agents, network }, show, signal)
    } finally {
      agents.httpAgent.destroy()
      agents.httpsAgent.destroy()
    }
  }

  /** Stops a connection's sign-in. Does nothing if none runs. */
  cancel(connectionId: string): void {
    this.#running.get(connectionId)?.abort.abort()
    this.#running.delete(connectionId)
  }

  /** Opens the page of a sign-in again. */
  async openAgain(connectionId: string): Promise<void> {
    const shown = this.#running.get(connectionId)?.shown ?? null
    if (shown !== null) await this.#options.openPage(shown.page)
  }

  close(): void {
    for (const id of this.#running.keys()) this.cancel(id)
  }
}

function hostOf(page: string): string {
  return URL.canParse(page) ? new URL(page).host : 'an address that is not valid'
}

function foreignPage(page: string): EngineError {
  return new EngineError(
    'ADDRESS_UNSAFE',
    `The sign-in page is at ${hostOf(page)}, which does not belong to AWS.`,
    {
      hint: "It was not opened. Check the profile's sign-in settings.",
    },
  )
}
