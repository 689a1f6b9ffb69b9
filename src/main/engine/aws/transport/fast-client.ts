import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { getEndpointFromInstructions } from '@smithy/core/endpoints'
import { countSqsRequest, countSqsResponse } from './count-requests.ts'
import { type Agents, type Network, plainNetwork } from '../network/network.ts'
import { isTamperProof } from './paced-body.ts'
import { isAccepted, maxAnswerBytes } from './read-answer.ts'
import type { RequestCounter } from './request-counter.ts'
import { plainRoute } from '../network/route.ts'
import { Sigv4Signer, sha256 } from './sigv4-signer.ts'

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
export type FastResponse = { readonly headers: IncomingHttpHeaders; readonly body: Buffer }

/**
 * The result of a request. `unreadable` means that the server accepted it with a 2xx status, but the response
 * is not a complete 200. `null` means that it did not clearly succeed.
 */
export type FastResult = FastResponse | 'unreadable' | null

type Endpoint = { readonly url: URL; readonly region: string }
type Exchange = {
  readonly method: string
  /** In milliseconds without a byte. */
  readonly timeout: number
  readonly headers: readonly string[]
}

const idleMs = 15_000

/**
 * Sends requests with the endpoint, credentials, clock and sockets of an SDK client, at a tenth of its cost.
 * It handles only success. For any other outcome it returns `null`, and the caller repeats the call with the
 * SDK, which retries and reports errors. A caller that must not repeat an accepted request checks for
 * `unreadable`. This is the only code that sends requests without the SDK, and it counts them.
 */
export class FastClient {
  readonly #client: S3Client | SQSClient
  readonly #agents: Agents
  readonly #counter: RequestCounter
  readonly #network: Network
  readonly #signer = new Sigv4Signer()
  readonly #endpoints = new Map<string | null, Promise<Endpoint | null>>()

  constructor(
    client: S3Client | SQSClient,
    agents: Agents,
    counter: RequestCounter,
    network: Network = plainNetwork,
  ) {
    this.#client = client
    this.#agents = agents
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
      const [endpoint, keys] = await Promise.all([resolving, credentials()])
      if (endpoint === null || signal?.aborted) return null
      const url = new URL(endpoint.url.pathname.replace(/\/$/, '') + request.path, endpoint.url)
      const time = new Date(Date.now() + systemClockOffset).toISOString().replace(/[:-]|\.\d{3}/g, '')
      const payloadHash = request.unsigned && isTamperProof(url) ? 'UNSIGNED-PAYLOAD' : sha256(body)
      const headers = Object.entries({
        ...request.headers,
        host: url.host,
        'x-amz-content-sha256': payloadHash,
        'x-amz-date': time,
        ...(keys.sessionToken && { 'x-amz-security-token': keys.sessionToken }),
      }).toSorted(([one], [other]) => (one < other ? -1 : 1))
      const service = bucket === null ? 'sqs' : 's3'
      const { region } = endpoint
      const path = url.pathname
      const authorization = this.#signer.sign(
        { method, path, headers, payloadHash, service, region, time },
        keys,
      )
      const unsigned = [`authorization`, authorization, 'content-length', String(body.byteLength)]
      const timeout = idleMs + (request.waitMs ?? 0)
      return await this.#exchange(
        url,
        { method, timeout, headers: [...headers.flat(), ...unsigned] },
        request,
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

  async #resolve(bucket: string | null): Promise<Endpoint | null> {
    const { config } = this.#client
    const command = bucket === null ? SendMessageBatchCommand : PutObjectCommand
    const input = bucket === null ? {} : { Bucket: bucket, Key: 'key' }
    const { url, properties, headers = {} } = await getEndpointFromInstructions(input, command, config)
    const schemes = properties?.['authSchemes'] as { name: string; signingRegion?: string }[] | undefined
    const { name, signingRegion } = schemes?.[0] ?? { name: 'sigv4' }
    if (name !== 'sigv4' || url.search !== '' || Object.keys(headers).length > 0) return null
    return { url, region: signingRegion ?? (await config.region()) }
  }

  #exchange(
    url: URL,
    exchange: Exchange,
    { bucket, body }: FastRequest,
    signal: AbortSignal | undefined,
  ): Promise<FastResult> {
    return new Promise((resolve) => {
      const isTls = url.protocol === 'https:'
      const agent = isTls ? this.#agents.httpsAgent : this.#agents.httpAgent
      const straight = {
        host: url.hostname.replace(/^\[|\]$/g, ''),
        port: url.port,
        path: url.pathname,
        headers: {},
      }
      const { headers, ...route } = plainRoute(this.#network, url) ?? straight
      const options = {
        ...exchange,
        ...route,
        headers: [...exchange.headers, ...Object.entries(headers).flat()],
        agent,
      }
      const request = (isTls ? httpsRequest : httpRequest)(options)
      // Counted here, where the socket is used, so that no caller has to.
      if (bucket === null) countSqsRequest(this.#counter, body.byteLength)
      else this.#counter.count('s3-write')
      let accepted = false
      const finish = (result: FastResult): void => {
        signal?.removeEventListener('abort', fail)
        if (result === null || result === 'unreadable') request.destroy()
        resolve(result)
      }
      const fail = (): void => finish(accepted ? 'unreadable' : null)
      signal?.addEventListener('abort', fail)
      request.on('error', fail)
      request.on('timeout', fail)
      request.on('response', (response) => {
        const chunks: Buffer[] = []
        accepted = isAccepted(response.statusCode)
        let bytesLeft = response.statusCode === 200 ? maxAnswerBytes : 0
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk)
          bytesLeft -= chunk.byteLength
          if (bytesLeft < 0) fail()
        })
        response.on('error', fail)
        response.on('end', () => {
          if (bytesLeft > 0) finish({ headers: response.headers, body: Buffer.concat(chunks) })
          else fail()
        })
      })
      request.end(body)
    })
  }
}
