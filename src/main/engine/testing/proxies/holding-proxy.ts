import { request as forward, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { close, listen } from '../servers.ts'

/** A real HTTP server in front of another one. It can stop responding. */
export type HoldingProxy = {
  readonly endpoint: string
  /** Accepts requests for which `matches` returns true and never responds, like a hanging server. */
  hold(matches: (request: IncomingMessage) => boolean): void
  /** The number of held requests. */
  readonly held: number
  stop(): Promise<void>
}

/** Forwards requests to `target`, except those that it holds. */
export async function startHoldingProxy(target: string): Promise<HoldingProxy> {
  const { hostname, port } = new URL(target)
  let isHeld: ((request: IncomingMessage) => boolean) | null = null
  let held = 0
  const server = await listen((request, response) => {
    if (isHeld?.(request)) {
      held += 1
      request.resume()
      return
    }
    const { method, url, headers } = request
    const onward = forward({ hostname, port, method, path: url, headers }, (upstream) => {
      response.writeHead(upstream.statusCode ?? 502, upstream.headers)
      upstream.pipe(response)
    })
    onward.on('error', () => response.destroy())
    response.on('close', () => onward.destroy())
    request.pipe(onward)
  })
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold(matches) {
      isHeld = matches
    },
    get held() {
      return held
    },
    stop: () => close(server),
  }
}

/** Returns a request's SQS action, for example `SendMessage`. */
export function sqsCallOf({ headers }: IncomingMessage): string {
  return String(headers['x-amz-target']).replace('AmazonSQS.', '')
}
