import { randomUUID } from 'node:crypto'
import { report } from '../detached.ts'
import { acceptBody, respond } from '../http/exchange.ts'
import type { Exchange } from '../http/exchange.ts'
import {
  TooManyBodiesError,
  BodyTimeoutError,
  BodyTooLargeError,
  bytesOf,
  readBody,
} from '../http/request-body.ts'
import { checkSignature, sha256 } from '../http/signature.ts'
import type { Credentials, SignatureFault } from '../http/signed-request.ts'
import type { QueueProtocol } from './queue-protocol.ts'
import type { QueueService } from './queue-service.ts'
import { errorWith, SqsError } from './sqs-error.ts'

const maxQueueBodyBytes = 2 * 1024 * 1024

/** Verifies a call to SQS and handles it. `queues` is `null` while they are being opened. */
export async function serveQueues(
  queues: QueueService | null,
  credentials: Credentials,
  exchange: Exchange,
  protocol: QueueProtocol,
): Promise<void> {
  const { request, response } = exchange
  // Kept in a variable, because a destroyed request no longer has a socket.
  const { socket } = request
  const gone = new AbortController()
  const leave = (): void => gone.abort()
  response.on('close', leave)
  // Emitted before the response closes, early enough that a client that has disconnected gets no message.
  socket.on('end', leave)
  try {
    const body = await verifiedBody(exchange, credentials)
    if (queues === null) throw errorWith(503, 'ServiceUnavailable', 'The local service is starting.')
    const target = String(request.headers['x-amz-target'] ?? '')
    const call = protocol.read({ url: request.url ?? '/', target, body: body.toString() })
    const result = await queues.call(call, gone.signal)
    if (gone.signal.aborted) return
    const requestId = randomUUID()
    const content = protocol.result(call.action, result, requestId)
    response.writeHead(200, {
      'content-type': protocol.contentType,
      'x-amzn-requestid': requestId,
      'content-length': Buffer.byteLength(content),
    })
    response.end(content)
  } catch (error) {
    if (gone.signal.aborted) return
    rejectAsSqs(exchange, protocol, sqsErrorOf(error))
  } finally {
    socket.off('end', leave)
    // Every response closes, and an abort would then cost more than everything else in this call.
    response.off('close', leave)
  }
}

/** Rejects a request in SQS's error format. */
export function rejectAsSqs(exchange: Exchange, protocol: QueueProtocol, refused: SqsError): void {
  const requestId = randomUUID()
  exchange.response.setHeader('x-amzn-requestid', requestId)
  exchange.response.setHeader('x-amzn-query-error', `${refused.queryCode};${refused.type}`)
  respond(exchange, refused.status, protocol.contentType, protocol.error(refused, requestId))
}

/**
 * Returns a call's body. Checks the headers before it reads the body. @throws SqsError to reject
 * the call.
 */
async function verifiedBody(exchange: Exchange, credentials: Credentials): Promise<Buffer> {
  const { request, bodyLimits } = exchange
  const check = checkSignature(request, credentials, 'sqs')
  if (!check.ok) {
    if (check.fault === 'wrong-region') throw wrongRegion(check.region, credentials.region)
    throw errorWith(403, ...faults[check.fault])
  }
  const { payloadHash, matches } = check.signed
  // Not every SQS client sends the hash. Without it, the signature can only be verified after the body.
  if (payloadHash !== null && !matches(payloadHash)) throw errorWith(403, ...faults.mismatch)
  acceptBody(exchange)
  const body = await readBody(bytesOf(exchange), maxQueueBodyBytes, bodyLimits)
  const isPresigned = payloadHash === 'UNSIGNED-PAYLOAD' && request.headers.authorization === undefined
  const isSigned =
    isPresigned || (payloadHash === null ? matches(sha256(body)) : payloadHash === sha256(body))
  if (!isSigned) throw errorWith(403, ...faults.mismatch)
  return body
}

function sqsErrorOf(error: unknown): SqsError {
  if (error instanceof SqsError) return error
  if (error instanceof BodyTooLargeError)
    return errorWith(400, 'InvalidParameterValue', 'The request is too long.')
  if (error instanceof BodyTimeoutError) {
    return errorWith(408, 'RequestTimeout', 'The body took too long to arrive.')
  }
  if (error instanceof TooManyBodiesError) {
    return errorWith(503, 'ServiceUnavailable', 'Please reduce your request rate.')
  }
  report(error)
  return errorWith(500, 'InternalFailure', 'The local service failed. See its log.')
}

/** Reports the correct region, as S3 does. SQS itself does not. */
function wrongRegion(wrong: string | undefined, right: string): SqsError {
  const message = `Credential should be scoped to a valid region: the region '${wrong ?? ''}' is wrong; expecting '${right}'.`
  return errorWith(403, 'SignatureDoesNotMatch', message)
}

const faults: Readonly<Record<Exclude<SignatureFault, 'wrong-region'>, readonly [string, string]>> = {
  missing: ['MissingAuthenticationToken', 'Request is missing Authentication Token.'],
  malformed: ['IncompleteSignature', 'The request signature does not conform to AWS standards.'],
  'unknown-key': ['InvalidClientTokenId', 'The security token included in the request is invalid.'],
  'wrong-service': ['SignatureDoesNotMatch', "Credential should be scoped to correct service: 'sqs'."],
  skewed: ['RequestExpired', 'Signature expired: the clocks differ by more than 15 minutes.'],
  expired: ['RequestExpired', 'Signature expired.'],
  mismatch: [
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the one you provided.',
  ],
}
