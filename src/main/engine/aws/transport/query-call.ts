import type { Agents, Network } from '../network/network.ts'
import { sendText, type TextResponse } from '../network/send-text.ts'
import { Sigv4Signer, sha256 } from './sigv4-signer.ts'

/** The keys that sign a request. */
export type QueryKeys = {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** A call to STS or IAM. Their protocol takes a form and returns XML. */
export type QueryCall = {
  readonly service: 'sts' | 'iam'
  readonly endpoint: URL
  /** The region that the signature names. */
  readonly region: string
  /** The parameters, with `Action` and `Version`. */
  readonly parameters: Readonly<Record<string, string>>
}

/** The sockets and proxies of a call. */
export type QueryOptions = {
  readonly agents: Agents
  readonly network: Network
  readonly signal: AbortSignal
  /** How far our clock is behind the server's, in milliseconds. */
  readonly clockOffsetMs: number
}

const timeoutMs = 10_000

/**
 * Sends one call to STS or IAM. Does not use the SDK's packages for them, which take several megabytes.
 * Rejects with Node's errors. Both services are free, so nothing is counted.
 */
export function sendQuery(
  { service, endpoint, region, parameters }: QueryCall,
  keys: QueryKeys,
  { agents, network, signal, clockOffsetMs }: QueryOptions,
): Promise<TextResponse> {
  const body = new URLSearchParams(parameters).toString()
  const path = endpoint.pathname === '' ? '/' : endpoint.pathname
  const time = new Date(Date.now() + clockOffsetMs).toISOString().replace(/[:-]|\.\d{3}/g, '')
  const payloadHash = sha256(body)
  const headers: Record<string, string> = {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    host: endpoint.host,
    'x-amz-date': time,
    ...(keys.sessionToken && { 'x-amz-security-token': keys.sessionToken }),
  }
  const authorization = new Sigv4Signer().sign(
    { method: 'POST', path, headers, payloadHash, service, region, time },
    keys,
  )
  const request = { method: 'POST', body, headers: { ...headers, authorization } } as const
  return sendText(endpoint, request, { agents, network, signal, timeoutMs })
}
