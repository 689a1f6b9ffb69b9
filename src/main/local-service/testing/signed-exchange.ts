import { createHash, createHmac } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import { keys } from './harness.ts'

/** A request without an SDK. `path` may have a query. Both are sent unchanged. */
export type PlainRequest = {
  readonly service: 's3' | 'sqs' | 'sts'
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  readonly region?: string
  /** The body hash in the signature. Defaults to its SHA-256. */
  readonly payloadHash?: string
}

export type PlainResponse = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Sends any request, signed with the harness's keys, and returns the response. */
export function sendSigned(endpoint: string, request: PlainRequest): Promise<PlainResponse> {
  const { method, path, body = '' } = request
  return send(endpoint, method, path, signedHeaders(endpoint, request), body)
}

/** Sends a request unchanged. */
export function send(
  endpoint: string,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer = '',
): Promise<PlainResponse> {
  const { hostname, port } = new URL(endpoint)
  return new Promise((resolve, reject) => {
    const asked = httpRequest({ hostname, port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text })
      })
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

/** Returns the request's headers, plus those of Signature Version 4. */
export function signedHeaders(
  endpoint: string,
  { service, method, path, headers = {}, body = '', region = 'us-west-1', payloadHash }: PlainRequest,
): Record<string, string> {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  const hash = payloadHash ?? sha256(body)
  const signed: Record<string, string> = {
    host: new URL(endpoint).host,
    'x-amz-content-sha256': hash,
    'x-amz-date': time,
  }
  const names = Object.keys(signed).join(';')
  const [rawPath = '', query = ''] = path.split(/\?(.*)/s)
  const canonical = [
    method,
    rawPath.split('/').map(normalized).join('/'),
    query === '' ? '' : canonicalQuery(query),
    ...Object.entries(signed).map(([name, value]) => `${name}:${value}`),
    '',
    names,
    hash,
  ].join('\n')
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')
  const key = scope
    .split('/')
    .reduce<Buffer>((secret, part) => hmac(secret, part), Buffer.from(`AWS4${keys.secretAccessKey}`))
  const signature = hmac(key, toSign).toString('hex')
  const credential = `${keys.accessKeyId}/${scope}`
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`
  return { ...headers, ...signed, authorization, 'content-length': String(Buffer.byteLength(body)) }
}

function canonicalQuery(query: string): string {
  const pairs = query.split('&').map((pair) => {
    const [name = '', value = ''] = pair.split(/=(.*)/s)
    return `${normalized(name)}=${normalized(value)}`
  })
  return pairs.toSorted().join('&')
}

function normalized(text: string): string {
  let decoded = text
  try {
    decoded = decodeURIComponent(text)
  } catch {
    // It is signed unchanged.
  }
  return encodeURIComponent(decoded).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}

function hmac(key: Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest()
}
