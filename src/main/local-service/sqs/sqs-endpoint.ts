import { randomUUID } from 'node:crypto'
import { report } from '../detached.ts'
import { acceptBody, say } from '../http/exchange.ts'
import type { Exchange } from '../http/exchange.ts'
import { BodyTooLargeError, bytesOf, readBody } from '../http/request-body.ts'
import { checkSignature, sha256 } from '../http/signature.ts'
import type { Credentials, SignatureFault } from '../http/signature.ts'
import type { QueueService } from './queue-service.ts'

const maxQueueBodyBytes = 2 * 1024 * 1024

/** Verifies a call to SQS and serves it. `queues` is `null` while they are being opened. */
export async function serveQueues(
  queues: QueueService | null,
  credentials: Credentials,
  exchange: Exchange,
  action: string,
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
    const body = await verifiedQueueBody(exchange, credentials)
    if (body === null) return
    if (queues === null) return say(exchange, 503, 'text/plain', 'Starting.\n')
    const answer = await queues.call(action, body.toString(), gone.signal)
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
      sayQueueError(exchange, 500, 'InternalFailure', 'The local service failed. See its log.')
    }
  } finally {
    socket.off('end', leave)
  }
}

/** The body of a call to SQS; `null` if the call was refused. It is not read before the headers are checked. */
async function verifiedQueueBody(exchange: Exchange, credentials: Credentials): Promise<Buffer | null> {
  const refuse = (fault: SignatureFault): null => {
    sayQueueError(exchange, 403, ...queueFaults[fault])
    return null
  }
  const check = checkSignature(exchange.request, credentials, 'sqs')
  if (!check.ok) return refuse(check.fault)
  const { payloadHash, matches } = check.signed
  // Not every SQS client sends the hash; without it the signature can only be compared after the body.
  if (payloadHash !== null && !matches(payloadHash)) return refuse('mismatch')
  acceptBody(exchange)
  const body = await readBody(bytesOf(exchange.request), maxQueueBodyBytes)
  const isPresigned =
    payloadHash === 'UNSIGNED-PAYLOAD' && exchange.request.headers.authorization === undefined
  const isSigned =
    isPresigned || (payloadHash === null ? matches(sha256(body)) : payloadHash === sha256(body))
  return isSigned ? body : refuse('mismatch')
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
