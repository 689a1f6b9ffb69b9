import type { Socket } from 'node:net'
import tls, { type DetailedPeerCertificate } from 'node:tls'
import { type Network, tlsOptions, tunnelProxy } from './network.ts'
import { openTunnel } from './tunnel.ts'

/** The unverified contents of a server's certificate. */
export type ServerCertificate = {
  /** The host names that it is valid for. */
  readonly hosts: readonly string[]
  readonly validFrom: Date
  readonly validTo: Date
  /** The CA to trust: the issuer of the last certificate that the server sends. */
  readonly authority: string
  readonly isSelfSigned: boolean
}

const readMs = 10_000

/**
 * Reads the certificate of an untrusted server, to find out which CA to trust. Sends nothing over the
 * connection. Returns `null` if it cannot be read.
 */
export async function readCertificate(
  network: Network,
  url: URL,
  signal: AbortSignal,
): Promise<ServerCertificate | null> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = Number(url.port || 443)
  try {
    const proxy = await tunnelProxy(network, url)
    const socket = proxy === null ? null : await tunnel(network, proxy, host, port)
    return await handshake({ host, port, socket }, AbortSignal.any([signal, AbortSignal.timeout(readMs)]))
  } catch {
    return null
  }
}

function tunnel(network: Network, proxy: URL, host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    openTunnel(proxy, host, port, tlsOptions(network), (error, socket) =>
      socket === null ? reject(error) : resolve(socket),
    )
  })
}

function handshake(
  { host, port, socket }: { readonly host: string; readonly port: number; readonly socket: Socket | null },
  signal: AbortSignal,
): Promise<ServerCertificate | null> {
  return new Promise((resolve, reject) => {
    const servername = /^[\d.]+$|:/.test(host) ? {} : { servername: host }
    const target = socket === null ? { host, port } : { socket }
    // Only reads the certificate. Nothing is sent or trusted.
    const connection = tls.connect({ ...target, ...servername, rejectUnauthorized: false })
    const stop = (): void => void connection.destroy()
    signal.addEventListener('abort', stop, { once: true })
    connection.once('error', reject)
    connection.once('close', () => {
      signal.removeEventListener('abort', stop)
      socket?.destroy()
      resolve(null)
    })
    connection.once('secureConnect', () => {
      resolve(described(connection.getPeerCertificate(true)))
      connection.destroy()
    })
  })
}

function described(leaf: DetailedPeerCertificate): ServerCertificate {
  let last = leaf
  const seen = new Set<string>()
  while (last.issuerCertificate !== undefined && !seen.has(last.fingerprint256)) {
    seen.add(last.fingerprint256)
    if (last.issuerCertificate.fingerprint256 === last.fingerprint256) break
    last = last.issuerCertificate
  }
  return {
    hosts: (leaf.subjectaltname ?? '')
      .split(', ')
      .flatMap((name) => /^(?:DNS|IP Address):(.+)$/.exec(name)?.[1] ?? []),
    validFrom: new Date(leaf.valid_from),
    validTo: new Date(leaf.valid_to),
    authority: nameOf(last.issuer),
    isSelfSigned: nameOf(leaf.issuer) === nameOf(leaf.subject),
  }
}

function nameOf({ CN, O }: tls.Certificate): string {
  return firstOf(CN) || firstOf(O) || 'an unnamed CA'
}

/** A certificate may have several values of the same kind. */
function firstOf(value: unknown): string {
  return String(Array.isArray(value) ? value[0] : (value ?? ''))
}
