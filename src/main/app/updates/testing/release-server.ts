import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { privateCertificate } from '../../../engine/testing/proxies/private-ca.ts'
import type { UpdateFeed } from '../update-feed.ts'

type Responder = (request: IncomingMessage, response: ServerResponse) => void

/** An HTTPS server that offers releases. The test CA signed its certificate. */
export interface ReleaseServer {
  readonly feed: UpdateFeed
  readonly port: number
  /** The paths that were requested, in order. */
  readonly requests: string[]
  /** The response for each path. Any other path returns 404. */
  readonly routes: Map<string, Responder | string | Buffer>
  stop(): Promise<void>
}

const keys = generateKeyPairSync('ed25519')

/** The publisher's key. */
export const { publicKey } = keys

export async function startReleaseServer(): Promise<ReleaseServer> {
  const routes: ReleaseServer['routes'] = new Map()
  const requests: string[] = []
  const server = createServer(privateCertificate, (request, response) => {
    const path = request.url ?? ''
    requests.push(path)
    const route = routes.get(path)
    if (typeof route === 'function') route(request, response)
    else response.writeHead(route === undefined ? 404 : 200).end(route)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const address = new URL(`https://localhost:${port}/updates.json`)
  return {
    feed: { address, publicKey, hosts: new Set([address.host]) },
    port,
    requests,
    routes,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A package's content. */
export const packageBytes = Buffer.from('a package '.repeat(20_000))

/** Returns a manifest of version 2.0.0 with a package for Debian. */
export function releaseManifest(overrides: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    version: '2.0.0',
    date: '2026-11-26',
    notes: '- Finds newer versions.',
    files: [releaseFile()],
    ...overrides,
  }
}

export function releaseFile(overrides: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    system: 'linux',
    arch: 'x64',
    kind: 'deb',
    name: 'remotejob_2.0.0_amd64.deb',
    size: packageBytes.byteLength,
    sha512: createHash('sha512').update(packageBytes).digest('hex'),
    ...overrides,
  }
}

/** Signs a manifest as the release does. */
export function signed(
  manifest: unknown,
  key: KeyObject = keys.privateKey,
  purpose = 'remotejob update 1\n',
): string {
  const text = JSON.stringify(manifest)
  const signature = sign(null, Buffer.from(purpose + text), key).toString('base64')
  return JSON.stringify({ manifest: text, signature })
}
