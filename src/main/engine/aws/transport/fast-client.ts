import { countSqsRequest, countSqsResponse } from '../middleware/count-requests.ts'
import type { Agents } from '../network/network.ts'
import { isAccepted } from '../middleware/read-response.ts'
import type { RequestCounter } from '../middleware/request-counter.ts'
import type { ResponseHead } from '../sockets/response-head.ts'
import type { FastSigner } from './fast-signer.ts'
import { sha256 } from './sigv4-signer.ts'
import type { SmallConnection, SmallRequest, SmallResponse } from '../sockets/small-connection.ts'
import type { Origin } from '../sockets/http-socket.ts'
import { SmallConnections } from '../sockets/small-connections.ts'

/** A small request without a query. */
export type FastRequest = {
  readonly method: 'PUT' | 'POST'
  /** The bucket of an S3 call, or `null` for SQS. */
  readonly bucket: string | null
  /** The encoded path below the endpoint. */
  readonly path: string
  /** Header names in lower case. The signature's headers are added. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** True if the signature may omit the body on connections that are safe from tampering. */
  readonly unsigned: boolean
  /** How long the server may hold the request before it responds, in milliseconds. Default: 0. */
  readonly waitMs?: number
}

/** A complete response with status 200. */
export type FastResponse = { readonly headers: ResponseHead['headers']; readonly body: Buffer }

/**
 * The result of a request. `unreadable` means that the server accepted it with a 2xx status, but the response
 * is incomplete or its status is not 200. `null` means that it did not clearly succeed.
 */
export type FastResult = FastResponse | 'unreadable' | null

const idleMs = 15_000

/**
 * Sends small requests without the SDK, at a tenth of its cost. It handles only success. For any other
 * outcome it returns `null`, and the caller repeats the call with the SDK, which retries and reports errors.
 * A caller that must not repeat an accepted request checks for `unreadable`.
 */
export class FastClient {
  readonly #connections: SmallConnections
  readonly #counter: RequestCounter
  readonly #signer: FastSigner

  constructor(signer: FastSigner, agents: Agents, counter: RequestCounter) {
    this.#signer = signer
    this.#connections = new SmallConnections(agents)
    this.#counter = counter
  }

  /** Sends a request. Never rejects. */
  async send(request: FastRequest, signal?: AbortSignal): Promise<FastResult> {
    try {
      const { method, bucket, path, headers, body } = request
      const endpoint = await this.#signer.endpointOf(bucket)
      if (endpoint === null) return null
      const payloadHash = request.unsigned && endpoint.isTamperProof ? 'UNSIGNED-PAYLOAD' : sha256(body)
      const start = await this.#signer.headOf(endpoint, { method, path, headers, payloadHash })
      if (start === null || signal?.aborted) return null
      const head = `${start}content-length: ${body.byteLength}\r\n\r\n`
      // Counted here, so that no caller has to count.
      if (bucket === null) countSqsRequest(this.#counter, body.byteLength)
      else this.#counter.count('s3-write')
      return await this.#exchange(
        endpoint.target,
        { head, body, idleMs: idleMs + (request.waitMs ?? 0) },
        signal,
      )
    } catch {
      return null
    }
  }

  /** Counts the messages in the parsed response to an SQS request with this body. */
  countMessages(requestBody: Uint8Array, output: object): void {
    countSqsResponse(this.#counter, requestBody.byteLength, output)
  }

  /** Closes all connections. Calls in progress fail. */
  close(): void {
    this.#connections.close()
  }

  #exchange(target: Origin, request: SmallRequest, signal: AbortSignal | undefined): Promise<FastResult> {
    return new Promise((resolve) => {
      let connection: SmallConnection | null = null
      const abort = (): void => {
        if (connection === null) resolve(null)
        else connection.destroy()
      }
      signal?.addEventListener('abort', abort, { once: true })
      void this.#connections
        .with(target, async (taken) => {
          if (signal?.aborted) return null
          connection = taken
          return resultOf(await taken.send(request))
        })
        .catch(() => null)
        .then((result) => {
          signal?.removeEventListener('abort', abort)
          resolve(result)
        })
    })
  }
}

function resultOf({ reader, isComplete }: SmallResponse): FastResult {
  const { head } = reader
  if (isComplete && head?.status === 200) return { headers: head.headers, body: reader.body }
  return head !== null && isAccepted(head.status) ? 'unreadable' : null
}
