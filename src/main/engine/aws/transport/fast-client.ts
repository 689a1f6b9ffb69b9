import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { getEndpointFromInstructions } from '@smithy/core/endpoints'
import { countSqsRequest, countSqsResponse } from '../middleware/count-requests.ts'
import { type Agents, type Network, plainNetwork } from '../network/network.ts'
import { isTamperProof } from './paced-body.ts'
import { isAccepted } from '../middleware/read-answer.ts'
import type { RequestCounter } from '../middleware/request-counter.ts'
import type { ResponseHead } from '../sockets/response-head.ts'
import { plainRoute } from '../network/route.ts'
import { Sigv4Signer, sha256 } from './sigv4-signer.ts'
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
 * is not a complete 200. `null` means that it did not clearly succeed.
 */
export type FastResult = FastResponse | 'unreadable' | null

/** Everything about an endpoint that its requests have in common. */
type Endpoint = {
  readonly host: string
  readonly service: 's3' | 'sqs'
  readonly region: string
  /** The path of the endpoint, without a slash at the end. */
  readonly prefix: string
  readonly isTamperProof: boolean
  /** The server, or the proxy in front of it. */
  readonly target: Origin
  /** Precedes the path in a request to a proxy. Empty without one. */
  readonly origin: string
  /** The headers for the proxy, as lines. */
  readonly proxyLines: string
}

const idleMs = 15_000
/** Header lines as they may be sent. Nothing within a value can begin another line. */
const headerLines = /^(?:[\w!#$%&'*+.^`|~-]+: [\t\x20-\x7e\x80-\xff]*\r\n)*$/

/**
 * Sends requests with the endpoint, credentials and clock of an SDK client, at a tenth of its cost. It handles
 * only success. For any other outcome it returns `null`, and the caller repeats the call with the SDK, which
 * retries and reports errors. A caller that must not repeat an accepted request checks for `unreadable`. This
 * is the only code that sends requests without the SDK, and it counts them.
 */
export class FastClient {
  readonly #client: S3Client | SQSClient
  readonly #connections: SmallConnections
  readonly #counter: RequestCounter
  readonly #network: Network
  readonly #signer = new Sigv4Signer()
  readonly #endpoints = new Map<string | null, Promise<Endpoint | null>>()
  /** The last second as text, which many requests share. */
  #second = { start: -1, text: '' }

  constructor(
    client: S3Client | SQSClient,
    agents: Agents,
    counter: RequestCounter,
    network: Network = plainNetwork,
  ) {
    this.#client = client
    this.#connections = new SmallConnections(agents)
    this.#counter = counter
    this.#network = network
  }

  /** Sends a request. Never rejects. */
  async send(request: FastRequest, signal?: AbortSignal): Promise<FastResult> {
    try {
      const { method, bucket, body } = request
      const resolving = this.#endpoints.get(bucket) ?? this.#resolve(bucket)
      this.#endpoints.set(bucket, resolving)
      const { credentials, systemClockOffset } = this.#client.config
      const endpoint = await resolving
      const keys = await credentials()
      if (endpoint === null || signal?.aborted) return null
      const payloadHash = request.unsigned && endpoint.isTamperProof ? 'UNSIGNED-PAYLOAD' : sha256(body)
      const time = this.#timeOf(Date.now() + systemClockOffset)
      const headers: Record<string, string> = {
        ...request.headers,
        host: endpoint.host,
        'x-amz-content-sha256': payloadHash,
        'x-amz-date': time,
      }
      if (keys.sessionToken) headers['x-amz-security-token'] = keys.sessionToken
      const { service, region } = endpoint
      const path = endpoint.prefix + request.path
      headers['authorization'] = this.#signer.sign(
        { method, path, headers, payloadHash, service, region, time },
        keys,
      )
      const lines = linesOf(headers)
      if (!headerLines.test(lines)) return null
      const start = `${method} ${endpoint.origin}${path} HTTP/1.1`
      const head = `${start}\r\n${lines}${endpoint.proxyLines}content-length: ${body.byteLength}\r\n\r\n`
      // Counted here, where the socket is used, so that no caller has to.
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

  /** Closes all connections. Running calls fail. */
  close(): void {
    this.#connections.close()
  }

  /** Returns a time in the format of AWS: `20261126T184500Z`. */
  #timeOf(milliseconds: number): string {
    const start = Math.floor(milliseconds / 1_000)
    if (start !== this.#second.start) {
      const text = new Date(milliseconds).toISOString().replace(/[:-]|\.\d{3}/g, '')
      this.#second = { start, text }
    }
    return this.#second.text
  }

  async #resolve(bucket: string | null): Promise<Endpoint | null> {
    const { config } = this.#client
    const command = bucket === null ? SendMessageBatchCommand : PutObjectCommand
    const input = bucket === null ? {} : { Bucket: bucket, Key: 'key' }
    const { url, properties, headers = {} } = await getEndpointFromInstructions(input, command, config)
    const schemes = properties?.['authSchemes'] as { name: string; signingRegion?: string }[] | undefined
    const { name, signingRegion } = schemes?.[0] ?? { name: 'sigv4' }
    if (name !== 'sigv4' || url.search !== '' || Object.keys(headers).length > 0) return null
    const isTls = url.protocol === 'https:'
    const route = plainRoute(this.#network, url)
    return {
      host: url.host,
      service: bucket === null ? 'sqs' : 's3',
      region: signingRegion ?? (await config.region()),
      prefix: url.pathname.replace(/\/$/, ''),
      isTamperProof: isTamperProof(url),
      target: {
        isTls,
        host: route?.host ?? url.hostname.replace(/^\[|\]$/g, ''),
        port: Number(route?.port ?? (url.port || (isTls ? 443 : 80))),
      },
      origin: route === null ? '' : url.origin,
      proxyLines: linesOf(route?.headers ?? {}),
    }
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

function linesOf(headers: Readonly<Record<string, string>>): string {
  let lines = ''
  for (const name of Object.keys(headers)) lines += `${name}: ${headers[name]}\r\n`
  return lines
}
