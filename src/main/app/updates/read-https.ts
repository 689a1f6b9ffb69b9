import type { IncomingMessage } from 'node:http'
import { get } from 'node:https'
import { IdleTimeout } from '../../engine/async/idle-timeout.ts'
import { type Agents, closeAgents, type Network, newAgents } from '../../engine/aws/network/network.ts'
import { EngineError, fromAwsError } from '../../engine/errors/engine-error.ts'
import { refusedUpdate } from './signed-manifest.ts'

/** The limits of {@link readHttps}. */
export interface ReadLimits {
  readonly network: Network
  /** The hosts, with their ports, that requests may go to. */
  readonly hosts: ReadonlySet<string>
  readonly maxBytes: number
  /** How long the server may stay silent, in milliseconds. */
  readonly idleMs: number
  /** The time limit for the whole file, in milliseconds. */
  readonly totalMs: number
  readonly signal: AbortSignal
}

const maxRedirects = 3
const redirects: ReadonlySet<number | undefined> = new Set([301, 302, 303, 307, 308])

/**
 * Reads a file over https, piece by piece. Follows redirects only to one of the hosts.
 * @throws EngineError UPDATE_REFUSED if the server breaks a rule, CANCELLED, and the codes of network failures
 */
export async function* readHttps(start: URL, limits: ReadLimits): AsyncGenerator<Buffer, void, undefined> {
  const agents = newAgents(limits.network, { keepAlive: false })
  const slow = new AbortController()
  const deadline = setTimeout(() => slow.abort(), limits.totalMs)
  const idle = new IdleTimeout(limits.idleMs, () => slow.abort())
  const signal = AbortSignal.any([limits.signal, slow.signal])
  try {
    idle.refresh()
    const response = await follow(start, { ...limits, signal }, agents)
    let received = 0
    for await (const chunk of response as AsyncIterable<Buffer>) {
      received += chunk.byteLength
      if (received > limits.maxBytes) throw refusedUpdate('The server sent more data than expected.')
      // The reader's own time does not count as the server's silence.
      idle.pause()
      yield chunk
      signal.throwIfAborted()
      idle.refresh()
    }
  } catch (error) {
    if (limits.signal.aborted) throw new EngineError('CANCELLED', undefined, { cause: error })
    throw fromAwsError(slow.signal.aborted ? tooSlow(error) : error, { what: 'The request for updates' })
  } finally {
    clearTimeout(deadline)
    idle.stop()
    closeAgents(agents)
  }
}

/** Returns the response at the end of the redirects. */
async function follow(start: URL, limits: ReadLimits, agents: Agents): Promise<IncomingMessage> {
  let address = start
  for (let count = 0; count <= maxRedirects; count += 1) {
    if (address.protocol !== 'https:' || !limits.hosts.has(address.host) || address.username !== '') {
      throw refusedUpdate(`Updates are not fetched from ${address.protocol}//${address.host}.`)
    }
    const response = await request(address, limits.signal, agents)
    const { statusCode, headers } = response
    if (statusCode === 200) return response
    response.destroy()
    if (!redirects.has(statusCode)) {
      throw new EngineError('SERVICE', `The update server returned the status ${statusCode}.`)
    }
    address = nextAddress(headers.location, address)
  }
  throw refusedUpdate('The update server redirects too often.')
}

function nextAddress(location: string | undefined, from: URL): URL {
  if (location === undefined || !URL.canParse(location, from.href)) {
    throw refusedUpdate('The update server redirects without an address.')
  }
  return new URL(location, from)
}

function request(address: URL, signal: AbortSignal, { httpsAgent }: Agents): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { accept: '*/*', 'user-agent': 'Remotejob' }
    get(address, { agent: httpsAgent, signal, headers }, resolve).on('error', reject)
  })
}

function tooSlow(cause: unknown): Error {
  return Object.assign(new Error('The server did not respond in time.', { cause }), { code: 'ETIMEDOUT' })
}
