import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { detach, report } from '../detached.ts'
import type { Exchange } from '../http/exchange.ts'
import { refusal } from '../http/origin-check.ts'
import type { BodyLimits } from '../http/request-body.ts'
import { serviceOf } from '../http/service-of.ts'
import type { Credentials } from '../http/signed-request.ts'
import type { ObjectServer } from '../s3/object-server.ts'
import { rejectAsS3, serveObjects } from '../s3/s3-endpoint.ts'
import { S3Error } from '../s3/s3-error.ts'
import { jsonProtocol } from '../sqs/json-protocol.ts'
import { queryProtocol } from '../sqs/query-protocol.ts'
import type { QueueService } from '../sqs/queue-service.ts'
import { rejectAsSqs, serveQueues } from '../sqs/sqs-endpoint.ts'
import { errorWith } from '../sqs/sqs-error.ts'

/** The two services that share the server. */
export type Services = { readonly objects: ObjectServer; readonly queues: QueueService }

/** The time limits for clients. */
export type ServerLimits = BodyLimits & {
  /** From the start of the connection, or the previous request, to the end of the headers. */
  readonly headersMs: number
}

const defaultLimits: ServerLimits = { headersMs: 20_000, idleMs: 60_000, heldMs: 60_000, droppedMs: 10_000 }

/**
 * Creates the HTTP server of both services. It rejects requests from web pages and passes the others to S3 or
 * SQS, which verify the signature before they read a body. `services` returns `null` until they are open.
 */
export function createHttpServer(
  credentials: Credentials,
  services: () => Services | null,
  options: { readonly refusalOf?: typeof refusal; readonly limits?: ServerLimits } = {},
): Server {
  const { refusalOf = refusal, limits = defaultLimits } = options
  const server = createServer({
    // A large object may take a long time. Its body has its own limits.
    requestTimeout: 0,
    // Required, because without a request timeout headers may take forever too.
    headersTimeout: limits.headersMs,
    connectionsCheckingInterval: Math.ceil(limits.headersMs / 4),
    keepAliveTimeout: 75_000,
  })
  // Cached, because server.address() makes a system call.
  let port = -1
  server.on('listening', () => {
    const address = server.address()
    if (typeof address === 'object' && address !== null) ({ port } = address)
  })
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    // A client that disconnects is not an error.
    response.on('error', () => undefined)
    request.on('error', () => undefined)
    const isWaiting = request.headers.expect !== undefined
    const exchange: Exchange = { request, response, bodyLimits: limits, isWaiting }
    const refused = refusalOf(request.headers, port)
    detach(route(exchange, credentials, services(), refused), (error) => {
      report(error)
      response.destroy()
    })
  }
  server.on('request', serve)
  // A client that waits for `100 Continue` can be rejected before it sends its body.
  server.on('checkContinue', serve)
  return server
}

async function route(
  exchange: Exchange,
  credentials: Credentials,
  open: Services | null,
  refused: string | null,
): Promise<void> {
  const service = serviceOf(exchange.request)
  if (service === 's3') {
    if (refused !== null) return rejectAsS3(exchange, new S3Error('AccessDenied', refused))
    return serveObjects(open?.objects ?? null, credentials, exchange)
  }
  const protocol = service === 'sqs-json' ? jsonProtocol : queryProtocol
  if (refused !== null) return rejectAsSqs(exchange, protocol, errorWith(403, 'AccessDenied', refused))
  return serveQueues(open?.queues ?? null, credentials, exchange, protocol)
}
