import type { IncomingMessage, ServerResponse } from 'node:http'
import type { BodyLimits } from '../http/request-body.ts'
import { S3Error } from './s3-error.ts'

/** A verified request with its parsed address. */
export type ObjectRequest = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Empty for requests to the service itself. */
  readonly bucket: string
  /** Empty for requests to the bucket itself. */
  readonly key: string
  readonly query: URLSearchParams
  /** The region in its signature, which is the local service's own. */
  readonly region: string
  readonly payloadHash: string
  readonly bodyLimits: BodyLimits
}

/** The longest XML document that a client sends to S3. */
export const maxDocumentBytes = 2 * 1024 * 1024

/** Sends a response with a small body, or none. */
export function respond(
  at: ObjectRequest,
  status: number,
  body = '',
  headers: Record<string, string> = {},
): void {
  const type: Record<string, string> = body === '' ? {} : { 'content-type': 'application/xml' }
  at.response.writeHead(status, {
    ...type,
    ...(status === 204 || status === 304 ? {} : { 'content-length': Buffer.byteLength(body) }),
    ...headers,
  })
  at.response.end(body)
}

/** Errors that several operations use. */
export const refused = {
  noSuchBucket: () => new S3Error('NoSuchBucket', 'The specified bucket does not exist.'),
  noSuchKey: () => new S3Error('NoSuchKey', 'The specified key does not exist.'),
  methodNotAllowed: () =>
    new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.'),
  malformedXml: () => new S3Error('MalformedXML', 'The XML you provided was not well-formed.'),
  noSuchVersion: () => new S3Error('NoSuchVersion', 'The specified version does not exist.'),
  notImplemented: () => new S3Error('NotImplemented', 'This is not implemented by the local service.'),
  preconditionFailed: () =>
    new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold.'),
} as const

/** Returns the length of the payload announced by the client, without its transfer encoding, or `null`. */
export function announcedBytes({ headers }: IncomingMessage): number | null {
  const text = headers['x-amz-decoded-content-length'] ?? headers['content-length']
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : null
}
