import { createServer, type AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { serveConnection } from './connection.ts'
import type { SinkAnswer, SinkRequest } from './http-message.ts'
import { SinkObjects } from './objects.ts'
import { SinkQueues } from './queues.ts'

/**
 * An S3 and SQS server that costs next to nothing, so that the client is what is measured. It checks no
 * signatures and keeps no bytes. `--delay MS` holds every answer back. Tells its port by IPC.
 */
const { values } = parseArgs({ options: { delay: { type: 'string', default: '0' } } })
const objects = new SinkObjects()
const queues = new SinkQueues(() => `http://127.0.0.1:${port}`)

async function answer(request: SinkRequest): Promise<SinkAnswer> {
  const target = request.headers.get('x-amz-target')
  if (target !== undefined) return queues.answer(target, request.body)
  if (request.path.startsWith('/_sink/')) return control(request)
  return objects.answer(request)
}

/** What only the benchmark asks for. */
function control({ path, query }: SinkRequest): SinkAnswer {
  const size = Number(query.get('size') ?? 0)
  const name = query.get('name') ?? ''
  switch (path) {
    case '/_sink/clear':
      objects.clear()
      queues.clear()
      break
    case '/_sink/object':
      objects.seed(name, size)
      break
    case '/_sink/messages': {
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
    handle: answer,
    // Bodies of SQS calls are looked at; the sink need not know which parts a client names at the end.
    keeps: (headers) => headers.has('x-amz-target'),
    delayMs: Number(values.delay),
  })
})
let port = 0
server.listen(0, '127.0.0.1', () => {
  port = (server.address() as AddressInfo).port
  process.send?.({ port })
})
process.once('disconnect', () => process.exit())
