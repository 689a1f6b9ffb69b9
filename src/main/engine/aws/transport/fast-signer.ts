import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { getEndpointFromInstructions } from '@smithy/core/endpoints'
import { type Network, plainNetwork } from '../network/network.ts'
import { plainRoute } from '../network/route.ts'
import type { Origin } from '../sockets/http-socket.ts'
import { isTamperProof } from './paced-body.ts'
import { Sigv4Signer } from './sigv4-signer.ts'

/** What all requests to an endpoint have in common. */
export type Endpoint = {
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

/** A request to sign and write. */
export type HeadInput = {
  readonly method: 'GET' | 'PUT' | 'POST'
  /** The encoded path below the endpoint. */
  readonly path: string
  /** The encoded query, sorted by name. Default: none. */
  readonly query?: string
  /** Header names in lower case. The signature's headers are added. */
  readonly headers: Readonly<Record<string, string>>
  /** The value of `x-amz-content-sha256`. */
  readonly payloadHash: string
}

/** Matches valid header lines, in which no value can begin another line. */
const headerLines = /^(?:[\w!#$%&'*+.^`|~-]+: [\t\x20-\x7e\x80-\xff]*\r\n)*$/

/** Signs requests with the endpoint, credentials and clock of an SDK client, at a tenth of its cost. */
export class FastSigner {
  readonly #client: S3Client | SQSClient
  readonly #network: Network
  readonly #signer = new Sigv4Signer()
  readonly #endpoints = new Map<string | null, Promise<Endpoint | null>>()
  /** The last time as text. Many requests are sent within the same second. */
  #second = { start: -1, text: '' }

  constructor(client: S3Client | SQSClient, network: Network = plainNetwork) {
    this.#client = client
    this.#network = network
  }

  /** Returns the endpoint of a bucket, or of SQS for `null`. Returns `null` if only the SDK can sign for it. */
  endpointOf(bucket: string | null): Promise<Endpoint | null> {
    const resolving = this.#endpoints.get(bucket) ?? this.#resolve(bucket)
    this.#endpoints.set(bucket, resolving)
    return resolving
  }

  /**
   * Returns the head of a request, without the empty line at its end. Returns `null` if a header has an
   * invalid character. Rejects if there are no credentials.
   */
  async headOf(endpoint: Endpoint, input: HeadInput): Promise<string | null> {
    const { method, query = '', payloadHash } = input
    const { credentials, systemClockOffset } = this.#client.config
    const keys = await credentials()
    const time = this.#timeOf(Date.now() + systemClockOffset)
    const headers: Record<string, string> = {
      ...input.headers,
      host: endpoint.host,
      'x-amz-content-sha256': payloadHash,
      'x-amz-date': time,
    }
    if (keys.sessionToken) headers['x-amz-security-token'] = keys.sessionToken
    const { service, region } = endpoint
    const path = endpoint.prefix + input.path
    headers['authorization'] = this.#signer.sign(
      { method, path, query, headers, payloadHash, service, region, time },
      keys,
    )
    const lines = linesOf(headers)
    if (!headerLines.test(lines)) return null
    const search = query === '' ? '' : `?${query}`
    return `${method} ${endpoint.origin}${path}${search} HTTP/1.1\r\n${lines}${endpoint.proxyLines}`
  }

  /** Returns a time in AWS's format: `20261126T184500Z`. */
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
}

function linesOf(headers: Readonly<Record<string, string>>): string {
  let lines = ''
  for (const name of Object.keys(headers)) lines += `${name}: ${headers[name]}\r\n`
  return lines
}
