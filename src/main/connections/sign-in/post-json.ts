import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Agents, Network } from '../../engine/aws/network/network.ts'
import { plainRoute } from '../../engine/aws/network/route.ts'
import { fromAwsError } from '../../engine/errors/engine-error.ts'

const timeoutMs = 20_000
const maxResponseChars = 262_144

/** The agents and network settings for the requests of a sign-in. */
export interface Connectivity {
  readonly agents: Agents
  readonly network: Network
}

/** The response of a sign-in service. `body` is `null` if it is not JSON. */
export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** Posts JSON to a sign-in service, unsigned. @throws EngineError for network errors, and the reason of the signal. */
export async function postJson(
  url: URL,
  input: object,
  connectivity: Connectivity,
  signal: AbortSignal,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  try {
    const { status, body } = await post(url, JSON.stringify(input), connectivity, signal, headers)
    return { status, body: parseJson(body) }
  } catch (error) {
    signal.throwIfAborted()
    throw fromAwsError(error, { what: 'Signing in' })
  }
}

function post(
  url: URL,
  body: string,
  { agents, network }: Connectivity,
  signal: AbortSignal,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number; body: string }> {
  const isTls = url.protocol === 'https:'
  const direct = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port,
    path: url.pathname,
    headers: {},
  }
  const route = plainRoute(network, url) ?? direct
  const options = {
    ...route,
    method: 'POST',
    headers: {
      ...headers,
      ...route.headers,
      host: url.host,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
    },
    agent: isTls ? agents.httpsAgent : agents.httpAgent,
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  }
  return new Promise((resolve, reject) => {
    const request = (isTls ? httpsRequest : httpRequest)(options, (response) => {
      let received = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        received += chunk
        if (received.length > maxResponseChars) response.destroy(new Error('The response is too long.'))
      })
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: received }))
    })
    request.on('error', reject)
    request.end(body)
  })
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}
