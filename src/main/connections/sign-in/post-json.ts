import type { Agents, Network } from '../../engine/aws/network/network.ts'
import { sendText } from '../../engine/aws/network/send-text.ts'
import { fromAwsError } from '../../engine/errors/engine-error.ts'

const timeoutMs = 20_000

/** The agents and network settings for the requests of a sign-in. */
export interface Connectivity {
  readonly agents: Agents
  readonly network: Network
}

/** The response of a sign-in service. `body` is `null` if it is not JSON. */
export interface JsonResponse {
  readonly status: number
  readonly body: unknown
}

/** Posts JSON to a sign-in service, unsigned. @throws EngineError for network errors, and the signal's reason. */
export async function postJson(
  url: URL,
  input: object,
  connectivity: Connectivity,
  signal: AbortSignal,
  headers: Readonly<Record<string, string>> = {},
): Promise<JsonResponse> {
  try {
    const sent = { ...headers, 'content-type': 'application/json' }
    const options = { ...connectivity, signal, timeoutMs }
    const request = { method: 'POST', body: JSON.stringify(input), headers: sent } as const
    const { status, text } = await sendText(url, request, options)
    return { status, body: parseJson(text) }
  } catch (error) {
    signal.throwIfAborted()
    throw fromAwsError(error, { what: 'Signing in' })
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
