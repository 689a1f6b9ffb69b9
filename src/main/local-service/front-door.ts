import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { refusal } from './gate.ts'
import type { ObjectServer } from './object-server.ts'
import type { QueueService } from './queue-service.ts'
import { BodyMalformedError, BodyTooLargeError, readBody } from './request-body.ts'
import { S3Error } from './s3-error.ts'
import type { S3ErrorCode } from './s3-error.ts'
import { xmlError } from './s3-xml.ts'
import { verifySignature } from './signature.ts'
import type { Credentials, SignatureFault } from './signature.ts'

/** The two services behind the door. */
export type Services = { readonly objects: ObjectServer; readonly queues: QueueService }

const maxQueueBodyBytes = 2 * 1024 * 1024

/**
 * The one HTTP server: refuses web pages, verifies the signature, then hands over to S3 or SQS. `services`
 * answers null until they are open.
 */
export function createFrontDoor(credentials: Credentials, services: () => Services | null): Server {
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 75_000 }, (request, response) => {
    // A client that goes away is no error, and there is nobody left to tell.
    response.on('error', () => undefined)
    request.on('error', () => undefined)
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : -1
    const reason = refusal(request.headers, port)
    const open = services()
    if (reason !== null) return say(request, response, 403, 'text/plain', `${reason}\n`)
    if (open === null) return say(request, response, 503, 'text/plain', 'Starting.\n')
    const target = request.headers['x-amz-target']
    const type = request.headers['content-type'] ?? ''
    if (typeof target === 'string' && target.startsWith('AmazonSQS.')) {
      void callQueue(open.queues, credentials, request, response, target.slice('AmazonSQS.'.length))
    } else if (request.method === 'POST' && type.startsWith('application/x-www-form-urlencoded')) {
      const message = 'SQS is spoken here in its JSON protocol only: use an SDK made since the end of 2023.'
      say(request, response, 400, 'text/xml', xmlError('InvalidAction', message, randomUUID()))
    } else {
      void callObject(open.objects, credentials, request, response)
    }
  })
  return server
}

async function callQueue(
  queues: QueueService,
  credentials: Credentials,
  request: IncomingMessage,
  response: ServerResponse,
  action: string,
): Promise<void> {
  const gone = new AbortController()
  const leave = (): void => gone.abort()
  response.on('close', leave)
  // Told some turns before the response closes, and in time to keep a message from a client that left.
  request.socket.on('end', leave)
  try {
    const body = await readBody(request, maxQueueBodyBytes)
    const verdict = verifySignature(request, credentials, 'sqs', body)
    if (!verdict.ok) {
      const [name, message] = queueFaults[verdict.fault]
      return sayQueueError(request, response, 403, name, message)
    }
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
      sayQueueError(request, response, 400, 'InvalidParameterValue', 'The request is too long.')
    } else {
      report(error)
      sayQueueError(request, response, 500, 'InternalFailure', 'The local service failed; its log says why.')
    }
  } finally {
    request.socket.off('end', leave)
  }
}

async function callObject(
  objects: ObjectServer,
  credentials: Credentials,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID()
  response.setHeader('x-amz-request-id', requestId)
  try {
    const verdict = verifySignature(request, credentials, 's3', null)
    if (!verdict.ok) throw new S3Error(...objectFaults[verdict.fault])
    const url = request.url ?? '/'
    const mark = url.indexOf('?')
    const path = [...hostBucket(request), mark < 0 ? url.slice(1) : url.slice(1, mark)].join('/')
    const slash = path.indexOf('/')
    await objects.handle({
      request,
      response,
      bucket: decodePath(slash < 0 ? path : path.slice(0, slash)),
      key: decodePath(slash < 0 ? '' : path.slice(slash + 1)),
      // Only forms write a blank as a plus; S3 clients write %20 and mean a plus by a plus.
      query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1).replaceAll('+', '%2B')),
      payloadHash: verdict.payloadHash,
    })
  } catch (error) {
    if (response.headersSent || response.destroyed) {
      response.destroy()
      return
    }
    const refused = s3ErrorOf(error)
    const body = request.method === 'HEAD' ? '' : xmlError(refused.code, refused.message, requestId)
    say(request, response, refused.status, 'application/xml', body)
  }
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

function say(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
): void {
  // What is still arriving is read and dropped, because a client that still writes does not read.
  request.resume()
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

function sayQueueError(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  name: string,
  message: string,
): void {
  response.setHeader('x-amzn-query-error', `${name};${status < 500 ? 'Sender' : 'Receiver'}`)
  const body = JSON.stringify({ __type: `com.amazonaws.sqs#${name}`, message })
  say(request, response, status, 'application/x-amz-json-1.0', body)
}

function report(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
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
