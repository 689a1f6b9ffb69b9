import { join } from 'node:path'
import { createHttpServer } from '../../src/main/local-service/process/http-server.ts'
import type { Services } from '../../src/main/local-service/process/http-server.ts'
import { refusal } from '../../src/main/local-service/http/origin-check.ts'
import { ObjectServer } from '../../src/main/local-service/s3/object-server.ts'
import { QueueService } from '../../src/main/local-service/sqs/queue-service.ts'

/**
 * The Local server, which verifies signatures, digests and conditions and stores everything on disk. Unlike
 * in the app, it accepts any port in the Host header, because clients connect through proxies and sign that
 * header.
 */
const [folder = '', port = '0', region = '', accessKeyId = '', secretAccessKey = ''] = process.argv.slice(2)
let services: Services | null = null
const server = createHttpServer({ region, accessKeyId, secretAccessKey }, () => services, {
  refusalOf: (headers) => refusal(headers, Number(headers.host?.split(':').at(-1))),
})
server.listen({ host: '127.0.0.1', port: Number(port) }, () => void open())
process.on('disconnect', () => process.exit(0))

async function open(): Promise<void> {
  const bound = server.address()
  const own = typeof bound === 'object' && bound !== null ? bound.port : 0
  const queues = QueueService.open(join(folder, 'sqs'), region, `http://127.0.0.1:${own}`)
  services = { objects: await ObjectServer.open(join(folder, 's3')), queues }
  process.send?.(own)
}
