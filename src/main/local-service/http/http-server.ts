import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { detach, report } from '../detached.ts'
import { refusal } from './origin-check.ts'
import type { ObjectServer } from '../s3/object-server.ts'
import type { QueueService } from '../sqs/queue-service.ts'
import { BodyMalformedError, BodyTooLargeError, bytesOf, readBody } from './request-body.ts'
import { S3Error } from '../s3/s3-error.ts'
import type { S3ErrorCode } from '../s3/s3-error.ts'
import { xmlError } from '../s3/s3-xml.ts'
import { checkSignature, sha256 } from './signature.ts'
import type { Credentials, SignatureFault } from './signature.ts'

/** The two services behind the door. */
export type Services = { readonly objects: ObjectServer; readonly queues: QueueService }

type Exchange = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Whether the client sends its body only when it is told to. */
  isWaiting: boolean
}

const maxQueueBodyBytes = 2 * 1024 * 1024
/** How much of the body of a refused request is read and dropped, so that its client gets to read the answer. */
const maxDroppedBytes = 16 * 1024 * 1024
const maxDroppingMs = 10_000

/**
 * The one HTTP server: refuses web pages, verifies the signature, then hands over to S3 or SQS. `services`
 * answers null until they are open. Nothing of a body is read before its signature is checked.
 */
export function createFrontDoor(
  credentials: Credentials,
  services: () => Services | null,
  refusalOf: typeof refusal = refusal,
): Server {
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 75_000 })
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    // A client that goes away is no error, and there is nobody left to tell.
    response.on('error', () => undefined)
    request.on('error', () => undefined)
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : -1
    const reason = refusalOf(request.headers, port)
    const exchange = { request, response, isWaiting: request.headers.expect !== undefined }
    if (reason !== null) return say(exchange, 403, 'text/plain', `${reason}\n`)
    detach(route(exchange, credentials, services()), (error) => {
      report(error)
      response.destroy()
    })
  }
  server.on('request', serve)
  // A client that asks before it sends its body learns of a refusal without sending it.
  server.on('checkContinue', serve)
  return server
}

async function route(exchange: Exchange, credentials: Credentials, open: Services | null): Promise<void> {
  const { headers, method } = exchange.request
  const target = headers['x-amz-target']
  if (typeof target === 'string' && target.startsWith('AmazonSQS.')) {
    const action = target.slice('AmazonSQS.'.length)
    return callQueue(open?.queues ?? null, credentials, exchange, action)
  }
  const isForm = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
  if (method === 'POST' && isForm) {
    const message = 'SQS is spoken here in its JSON protocol only: use an SDK made since the end of 2023.'
    return say(exchange, 400, 'text/xml', xmlError('InvalidAction', message, randomUUID()))
  }
  return callObject(open?.objects ?? null, credentials, exchange)
}

async function callQueue(
  queues: QueueService | null,
  credentials: Credentials,
  exchange: Exchange,
  action: string,
): Promise<void> {
  const { request, response } = exchange
  // Kept apart, because a request that was destroyed has no socket any more.
  const { socket } = request
  const gone = new AbortController()
  const leave = (): void => gone.abort()
  response.on('close', leave)
  // Told some turns before the response closes, and in time to keep a message from a client that left.
  socket.on('end', leave)
  try {
    const body = await verifiedQueueBody(exchange, credentials)
    if (body === null) return
    if (queues === null) return say(exchange, 503, 'text/plain', 'Starting.\n')
    const answer = await queues.call(
      action,
      body.toString(),
      request.headers.authorization ?? '',
      gone.signal,
    )
    if (gone.signal.aborted) return
    response.writeHead(answer.status, {
      ...answer.headers,
      'x-amzn-requestid': randomUUID(),
      'content-length': Buffer.byteLength(answer.body),
    })
    response.end(answer.body)
  } catch (error) {
    if (gone.signal.aborted) return
    if (error instanceof BodyTooLargeError) {
      sayQueueError(exchange, 400, 'InvalidParameterValue', 'The request is too long.')
    } else {
      report(error)
      sayQueueError(exchange, 500, 'InternalFailure', 'The local service failed; its log says why.')
    }
  } finally {
    socket.off('end', leave)
  }
}

/** The body of a call to SQS; null where the call was refused. Reads nothing of it before the headers are checked. */
async function verifiedQueueBody(exchange: Exchange, credentials: Credentials): Promise<Buffer | null> {
  const refuse = (fault: SignatureFault): null => {
    sayQueueError(exchange, 403, ...queueFaults[fault])
    return null
  }
  const check = checkSignature(exchange.request, credentials, 'sqs')
  if (!check.ok) return refuse(check.fault)
  const { payloadHash, matches } = check.signed
  // Not every client of SQS tells the hash; without it the signature can only be compared after the body.
  if (payloadHash !== null && !matches(payloadHash)) return refuse('mismatch')
  acceptBody(exchange)
  const body = await readBody(bytesOf(exchange.request), maxQueueBodyBytes)
  const isPresigned =
    payloadHash === 'UNSIGNED-PAYLOAD' && exchange.request.headers.authorization === undefined
  const isSigned =
    isPresigned || (payloadHash === null ? matches(sha256(body)) : payloadHash === sha256(body))
  return isSigned ? body : refuse('mismatch')
}

async function callObject(
  objects: ObjectServer | null,
  credentials: Credentials,
  exchange: Exchange,
): Promise<void> {
  const { request, response } = exchange
  const requestId = randomUUID()
  response.setHeader('x-amz-request-id', requestId)
  try {
    const check = checkSignature(request, credentials, 's3')
    if (!check.ok) throw new S3Error(...objectFaults[check.fault])
    const { payloadHash, matches } = check.signed
    if (payloadHash === null || payloadHash === '') throw new S3Error(...objectFaults.malformed)
    if (!matches(payloadHash)) throw new S3Error(...objectFaults.mismatch)
    if (objects === null) return say(exchange, 503, 'text/plain', 'Starting.\n')
    const url = request.url ?? '/'
    const mark = url.indexOf('?')
    const path = [...hostBucket(request), mark < 0 ? url.slice(1) : url.slice(1, mark)].join('/')
    const slash = path.indexOf('/')
    acceptBody(exchange)
    await objects.handle({
      request,
      response,
      bucket: decodePath(slash < 0 ? path : path.slice(0, slash)),
      key: decodePath(slash < 0 ? '' : path.slice(slash + 1)),
      // Only forms write a blank as a plus; S3 clients write %20 and mean a plus by a plus.
      query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1).replaceAll('+', '%2B')),
      payloadHash,
    })
  } catch (error) {
    if (response.headersSent || response.destroyed) {
      response.destroy()
      return
    }
    const refused = s3ErrorOf(error)
    const body = request.method === 'HEAD' ? '' : xmlError(refused.code, refused.message, requestId)
    say(exchange, refused.status, 'application/xml', body)
  }
}

/** Tells a client that waits for it to send its body. */
function acceptBody(exchange: Exchange): void {
  if (exchange.isWaiting) exchange.response.writeContinue()
  exchange.isWaiting = false
}

function s3ErrorOf(error: unknown): S3Error {
  if (error instanceof S3Error) return error
  if (error instanceof BodyTooLargeError) return new S3Error('EntityTooLarge', 'The request is too long.')
  if (error instanceof BodyMalformedError) return new S3Error('IncompleteBody', error.message)
  report(error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const full = code === 'ENOSPC' || code === 'EDQUOT'
  return new S3Error(
    'InternalError',
    full ? 'The disk of the local service is full.' : 'The local service failed; its log says why.',
  )
}

/** The bucket of an address such as `http://bucket.localhost:PORT/key`. */
function hostBucket(request: IncomingMessage): string[] {
  const bucket = /^(.+)\.localhost:\d+$/.exec(request.headers.host?.toLowerCase() ?? '')?.[1]
  return bucket === undefined ? [] : [bucket]
}

function decodePath(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new S3Error('InvalidArgument', 'The address is not valid UTF-8.')
  }
}

function say(exchange: Exchange, status: number, type: string, body: string): void {
  const { request, response, isWaiting } = exchange
  dropBody(request)
  // The body that was announced will not come, so what follows on this connection could be taken for it.
  if (isWaiting) response.setHeader('connection', 'close')
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

/** Reads and drops what is still arriving, because a client that still writes does not read; but not without end. */
function dropBody(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return
  const { socket } = request
  const timer = setTimeout(() => socket.destroy(), maxDroppingMs)
  let dropped = 0
  request.on('data', (chunk: Buffer) => {
    dropped += chunk.length
    if (dropped > maxDroppedBytes) socket.destroy()
  })
  request.once('close', () => clearTimeout(timer))
  request.resume()
}

function sayQueueError(exchange: Exchange, status: number, name: string, message: string): void {
  exchange.response.setHeader('x-amzn-query-error', `${name};${status < 500 ? 'Sender' : 'Receiver'}`)
  const body = JSON.stringify({ __type: `com.amazonaws.sqs#${name}`, message })
  say(exchange, status, 'application/x-amz-json-1.0', body)
}

const queueFaults: Readonly<Record<SignatureFault, readonly [string, string]>> = {
  missing: ['MissingAuthenticationToken', 'Request is missing Authentication Token.'],
  malformed: ['IncompleteSignature', 'The request signature does not conform to AWS standards.'],
  'unknown-key': ['InvalidClientTokenId', 'The security token included in the request is invalid.'],
  'wrong-region': [
    'SignatureDoesNotMatch',
    'Credential should be scoped to the region of the local service.',
  ],
  skewed: ['RequestExpired', 'Signature expired: the clocks differ by more than 15 minutes.'],
  expired: ['RequestExpired', 'Signature expired.'],
  mismatch: [
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the one you provided.',
  ],
}

const objectFaults: Readonly<Record<SignatureFault, readonly [S3ErrorCode, string]>> = {
  missing: ['AccessDenied', 'Access Denied'],
  malformed: ['AuthorizationHeaderMalformed', 'The authorization header that you provided is not valid.'],
  'unknown-key': ['InvalidAccessKeyId', 'The AWS access key Id you provided does not exist in our records.'],
  'wrong-region': ['AuthorizationHeaderMalformed', 'The region of the authorization header is wrong.'],
  skewed: [
    'RequestTimeTooSkewed',
    'The difference between the request time and the current time is too large.',
  ],
  expired: ['AccessDenied', 'Request has expired'],
  mismatch: [
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the one you provided.',
  ],
}
