import { createServer, type AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { serveConnection } from './connection.ts'
import type { MockResponse, MockRequest } from './http-message.ts'
import { MockObjects } from './objects.ts'
import { MockQueues } from './queues.ts'

/**
 * A minimal in-memory S3 and SQS server. It uses very little CPU, so that the benchmark measures the client.
 * It checks no signatures and does not store the bodies of objects. `--delay MS` delays every response. It
 * sends its port to the parent process.
 */
const { values } = parseArgs({ options: { delay: { type: 'string', default: '0' } } })
const objects = new MockObjects()
const queues = new MockQueues(() => `http://127.0.0.1:${port}`)

async function handle(request: MockRequest): Promise<MockResponse> {
  const target = request.headers.get('x-amz-target')
  if (target !== undefined) return queues.handle(target, request.body)
  if (request.path.startsWith('/_mock/')) return control(request)
  return objects.handle(request)
}

/** Handles the benchmark's own requests. */
function control({ path, query }: MockRequest): MockResponse {
  const size = Number(query.get('size') ?? 0)
  const name = query.get('name') ?? ''
  switch (path) {
    case '/_mock/clear':
      objects.clear()
      queues.clear()
      break
    case '/_mock/object':
      objects.seed(name, size)
      break
    case '/_mock/messages': {
      const queue = queues.queue(name)
      for (let number = 0; number < size; number += 1) {
        queue.send(
          JSON.stringify({ name: `job ${number}`, bucket: 'remotejobs-in-bench', key: `key-${number}` }),
        )
      }
      break
    }
    default:
  }
  const { user, system } = process.cpuUsage()
  return { status: 200, headers: {}, body: JSON.stringify({ cpuSeconds: (user + system) / 1_000_000 }) }
}

const server = createServer((socket) => {
  serveConnection(socket, {
    handle,
    // Only SQS requests have a body that matters. The list of parts that completes an upload is not checked.
    keepsBody: (headers) => headers.has('x-amz-target'),
    delayMs: Number(values.delay),
  })
})
let port = 0
server.listen(0, '127.0.0.1', () => {
  port = (server.address() as AddressInfo).port
  process.send?.({ port })
})
process.once('disconnect', () => process.exit())
