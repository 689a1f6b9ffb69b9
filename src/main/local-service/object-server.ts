import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import S3rver from '@20minutes/s3rver'
import AWSAccount from '@20minutes/s3rver/lib/models/account.js'
import { DurableStore } from './durable-store.ts'
import { BodyMalformedError, payloadOf } from './request-body.ts'
import type { Credentials } from './signature.ts'

/** Answers one request whose signature has been verified. */
export type ObjectHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  payloadHash: string,
) => Promise<void>

/** The longest file name that common file systems take, less what the package appends. */
const longestSegmentBytes = 220

/** Whether a key would leave its bucket's folder or has no file name there. */
export function isUnstorable(path: string): boolean {
  return path
    .split('/')
    .some(
      (part) =>
        part === '.' || part === '..' || part.includes('\0') || Buffer.byteLength(part) > longestSegmentBytes,
    )
}

async function* checked(request: IncomingMessage, payloadHash: string): AsyncGenerator<Buffer> {
  const { data, trailers } = payloadOf(request, payloadHash)
  let sum = 0
  for await (const chunk of data) {
    sum = crc32(chunk, sum)
    yield chunk
  }
  const expected = trailers.get('x-amz-checksum-crc32') ?? request.headers['x-amz-checksum-crc32']
  const found = Buffer.alloc(4)
  found.writeUInt32BE(sum)
  if (expected !== undefined && expected !== found.toString('base64')) {
    throw new BodyMalformedError('The CRC32 that was sent does not match the body.')
  }
}

/**
 * The request as the package understands it: its body free of `aws-chunked`, checked against the CRC32 it
 * came with. The package knows neither the chunks nor the checksum.
 */
function plainRequest(request: IncomingMessage, payloadHash: string): IncomingMessage {
  const headers: IncomingMessage['headers'] = { ...request.headers }
  if (payloadHash.startsWith('STREAMING-')) {
    const encodings =
      headers['content-encoding']?.split(',').filter((name) => name.trim() !== 'aws-chunked') ?? []
    if (encodings.length > 0) headers['content-encoding'] = encodings.join(',')
    else delete headers['content-encoding']
    headers['content-length'] = String(headers['x-amz-decoded-content-length'] ?? '')
    headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD'
  }
  const body = Readable.from(checked(request, payloadHash), { objectMode: false, highWaterMark: 1 << 20 })
  // The front door has closed the connection's faults; an unread body's error is nobody's concern.
  body.on('error', () => undefined)
  const { method, url, socket, httpVersion, httpVersionMajor, httpVersionMinor, rawHeaders } = request
  return Object.assign(body, {
    headers,
    method,
    url,
    socket,
    httpVersion,
    httpVersionMajor,
    httpVersionMinor,
    rawHeaders,
  }) as unknown as IncomingMessage
}

/** Opens the package's S3 server over files in `folder`, without a port of its own. */
export async function openObjectServer(folder: string, credentials: Credentials): Promise<ObjectHandler> {
  const store = new DurableStore(join(folder, 'buckets'), join(folder, 'incoming'))
  await store.open()
  AWSAccount.DUMMY_ACCOUNT.revokeAccessKey('S3RVER')
  new AWSAccount('000000000000', 'Local').createKeyPair(credentials.accessKeyId, credentials.secretAccessKey)
  const server = new S3rver({
    directory: store.rootDirectory,
    silent: true,
    vhostBuckets: false,
    // The front door verifies every signature, more kinds of them than the package can.
    allowMismatchedSignatures: true,
  })
  server.store = store
  server.context.store = store
  const handle = server.callback()
  return (request, response, payloadHash) => handle(plainRequest(request, payloadHash), response)
}
