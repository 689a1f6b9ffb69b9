import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { detach, report } from '../detached.ts'
import { say } from '../http/exchange.ts'
import type { Exchange } from '../http/exchange.ts'
import { refusal } from '../http/origin-check.ts'
import type { Credentials } from '../http/signature.ts'
import type { ObjectServer } from '../s3/object-server.ts'
import { serveObjects } from '../s3/s3-endpoint.ts'
import { xmlError } from '../s3/s3-xml.ts'
import type { QueueService } from '../sqs/queue-service.ts'
import { serveQueues } from '../sqs/sqs-endpoint.ts'

/** The two services that share the server. */
export type Services = { readonly objects: ObjectServer; readonly queues: QueueService }

/**
 * Creates the HTTP server of both services. It refuses requests from web pages and passes the others to S3 or SQS,
 * which verify the signature before they read a body. `services` returns `null` until they are open.
 */
export function createHttpServer(
  credentials: Credentials,
  services: () => Services | null,
  refusalOf: typeof refusal = refusal,
): Server {
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 75_000 })
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    // A client that disconnects is not an error.
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
  // A client that asks before it sends its body can be refused without the body.
  server.on('checkContinue', serve)
  return server
}

async function route(exchange: Exchange, credentials: Credentials, open: Services | null): Promise<void> {
  const { headers, method } = exchange.request
  const target = headers['x-amz-target']
  if (typeof target === 'string' && target.startsWith('AmazonSQS.')) {
    const action = target.slice('AmazonSQS.'.length)
    return serveQueues(open?.queues ?? null, credentials, exchange, action)
  }
  const isForm = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
  if (method === 'POST' && isForm) {
    const message = 'SQS is spoken here in its JSON protocol only: use an SDK made since the end of 2023.'
    return say(exchange, 400, 'text/xml', xmlError('InvalidAction', message, randomUUID()))
  }
  return serveObjects(open?.objects ?? null, credentials, exchange)
}
