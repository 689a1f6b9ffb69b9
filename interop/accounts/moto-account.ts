import { newAgents, plainNetwork } from '../../src/main/engine/aws/network/network.ts'
import { sendQuery } from '../../src/main/engine/aws/transport/query-call.ts'
import type { Policy } from '../../src/main/engine/permissions/policy.ts'
import { freePort, ServerProcess } from '../server-process.ts'

/** The keys of a user. */
export type UserKeys = { readonly accessKeyId: string; readonly secretAccessKey: string }

/** The account that moto emulates. */
export const account = '123456789012'
export const region = 'us-west-1'

/** A moto server that checks signatures and permissions once told to. */
export class MotoAccount implements AsyncDisposable {
  readonly endpoint: string
  readonly #server: ServerProcess

  private constructor(endpoint: string, server: ServerProcess) {
    this.endpoint = endpoint
    this.#server = server
  }

  static async start({ python }: { readonly python: string }): Promise<MotoAccount> {
    const port = await freePort()
    const endpoint = `http://127.0.0.1:${port}`
    const args = ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)]
    return new MotoAccount(endpoint, await ServerProcess.start(python, args, `${endpoint}/moto-api/`))
  }

  /** Creates a user with a policy. Works only before permissions are enforced. */
  async addUser(name: string, policy: Policy | object): Promise<UserKeys> {
    await this.#iam({ Action: 'CreateUser', UserName: name })
    await this.#iam({
      Action: 'PutUserPolicy',
      UserName: name,
      PolicyName: 'remotejob',
      PolicyDocument: JSON.stringify(policy),
    })
    const text = await this.#iam({ Action: 'CreateAccessKey', UserName: name })
    const part = (tag: string): string => new RegExp(`<${tag}>([^<]+)</${tag}>`).exec(text)?.[1] ?? ''
    return { accessKeyId: part('AccessKeyId'), secretAccessKey: part('SecretAccessKey') }
  }

  /** From now on, every request needs a valid signature and a permission. */
  async enforce(): Promise<void> {
    const response = await fetch(`${this.endpoint}/moto-api/reset-auth`, { method: 'POST', body: '0' })
    if (!response.ok) throw new Error(`moto does not enforce permissions (HTTP ${response.status}).`)
  }

  async #iam(parameters: Readonly<Record<string, string>>): Promise<string> {
    const agents = newAgents(plainNetwork, { keepAlive: false })
    const { status, text } = await sendQuery(
      {
        service: 'iam',
        endpoint: new URL(`${this.endpoint}/`),
        region: 'us-east-1',
        parameters: { Version: '2010-05-08', ...parameters },
      },
      { accessKeyId: 'AKIAINTEROPINTEROP00', secretAccessKey: 'interop' },
      { agents, network: plainNetwork, signal: AbortSignal.timeout(10_000), clockOffsetMs: 0 },
    )
    if (status !== 200) throw new Error(`IAM refused ${parameters['Action']}: ${text.slice(0, 300)}`)
    return text
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]()
  }
}
