import { request as httpRequest, type Agent, type IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest, type Agent as HttpsAgent } from 'node:https'
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { getEndpointFromInstructions } from '@smithy/core/endpoints'
import { LeanSigner, sha256 } from './sigv4-signer.ts'
import { isSafe } from './paced-body.ts'

/** A small request without a query. */
export type LeanRequest = {
  readonly method: 'PUT' | 'POST'
  /** The bucket of an S3 call; `null` for SQS. */
  readonly bucket: string | null
  /** Behind the endpoint, encoded. */
  readonly path: string
  /** Names in lower case, but for those of the signature. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** Whether the body needs no signature where nobody can change it on its way. */
  readonly unsigned: boolean
  /** How long the server may let it wait before it answers, in milliseconds. Default 0. */
  readonly waitMs?: number
}

/** A whole answer of 200. */
export type LeanAnswer = { readonly headers: IncomingHttpHeaders; readonly body: Buffer }

type Agents = { readonly httpAgent: Agent; readonly httpsAgent: HttpsAgent }
type Endpoint = { readonly url: URL; readonly region: string }

const idleMs = 15_000
/** Ten messages of 1 MiB, whatever has to be escaped in them: what is not read is hidden for its lease all the same. */
const answerBytes = 33_554_432

/**
 * Makes requests with the endpoint, the credentials, the clock and the sockets of an SDK client, at a tenth of its
 * cost. It knows nothing but success: whatever else happens is `null`, and the caller makes the same call through
 * the SDK, whose retries and errors then count.
 */
export class LeanClient {
  readonly #client: S3Client | SQSClient
  readonly #agents: Agents
  readonly #onRequest: (body: Uint8Array) => void
  readonly #signer = new LeanSigner()
  readonly #endpoints = new Map<string | null, Promise<Endpoint | null>>()

  constructor(client: S3Client | SQSClient, agents: Agents, onRequest: (body: Uint8Array) => void) {
    this.#client = client
    this.#agents = agents
    this.#onRequest = onRequest
  }

  /** Never rejects. */
  async send(request: LeanRequest, signal?: AbortSignal): Promise<LeanAnswer | null> {
    try {
      const { method, bucket, body } = request
      const endpoint = this.#endpoints.get(bucket) ?? this.#resolve(bucket)
      this.#endpoints.set(bucket, endpoint)
      const { credentials, systemClockOffset } = this.#client.config
      const [place, keys] = await Promise.all([endpoint, credentials()])
      if (place === null || signal?.aborted) return null
      const url = new URL(place.url.pathname.replace(/\/$/, '') + request.path, place.url)
      const time = new Date(Date.now() + systemClockOffset).toISOString().replace(/[:-]|\.\d{3}/g, '')
      const payloadHash = request.unsigned && isSafe(url) ? 'UNSIGNED-PAYLOAD' : sha256(body)
      const headers = Object.entries({
        ...request.headers,
        host: url.host,
        'x-amz-content-sha256': payloadHash,
        'x-amz-date': time,
        ...(keys.sessionToken && { 'x-amz-security-token': keys.sessionToken }),
      }).toSorted(([one], [other]) => (one < other ? -1 : 1))
      const service = bucket === null ? 'sqs' : 's3'
      const signable = {
        method,
        path: url.pathname,
        headers,
        payloadHash,
        service,
        region: place.region,
        time,
      }
      const authorization = this.#signer.sign(signable, keys)
      const unsigned = [`authorization`, authorization, 'content-length', String(body.byteLength)]
      const timeout = idleMs + (request.waitMs ?? 0)
      const how = { method, timeout, headers: [...headers.flat(), ...unsigned] }
      return await this.#exchange(url, how, body, signal)
    } catch {
      return null
    }
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
    how: { readonly method: string; readonly timeout: number; readonly headers: readonly string[] },
    body: Uint8Array,
    signal: AbortSignal | undefined,
  ): Promise<LeanAnswer | null> {
    return new Promise((resolve) => {
      const isTls = url.protocol === 'https:'
      const agent = isTls ? this.#agents.httpsAgent : this.#agents.httpAgent
      const host = url.hostname.replace(/^\[|\]$/g, '')
      const place = { ...how, host, port: url.port, path: url.pathname, agent }
      const call = (isTls ? httpsRequest : httpRequest)(place)
      this.#onRequest(body)
      const end = (answer: LeanAnswer | null): void => {
        signal?.removeEventListener('abort', fail)
        if (answer === null) call.destroy()
        resolve(answer)
      }
      const fail = (): void => end(null)
      signal?.addEventListener('abort', fail)
      call.on('error', fail)
      call.on('timeout', fail)
      call.on('response', (answer) => {
        const chunks: Buffer[] = []
        let left = answer.statusCode === 200 ? answerBytes : 0
        answer.on('data', (chunk: Buffer) => {
          chunks.push(chunk)
          left -= chunk.byteLength
          if (left < 0) fail()
        })
        answer.on('error', fail)
        answer.on('end', () =>
          end(left > 0 ? { headers: answer.headers, body: Buffer.concat(chunks) } : null),
        )
      })
      call.end(body)
    })
  }
}
