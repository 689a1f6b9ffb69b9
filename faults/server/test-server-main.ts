import { join } from 'node:path'
import { createFrontDoor } from '../../src/main/local-service/front-door.ts'
import type { Services } from '../../src/main/local-service/front-door.ts'
import { ObjectServer } from '../../src/main/local-service/object-server.ts'
import { QueueService } from '../../src/main/local-service/queue-service.ts'

/**
 * The Local server, which verifies signatures, digests and conditions and stores everything on disk. Unlike
 * in the app, it accepts any port in the Host header, because clients connect through proxies and sign that
 * header.
 */
const [folder = '', port = '0', region = '', accessKeyId = '', secretAccessKey = ''] = process.argv.slice(2)
let named = 0
let services: Services | null = null
const door = createFrontDoor({ region, accessKeyId, secretAccessKey }, () => services)
const address = door.address.bind(door)
door.prependListener('request', ({ headers }) => {
  named = Number(headers.host?.split(':').at(-1))
})
door.listen({ host: '127.0.0.1', port: Number(port) }, () => void open())
process.on('disconnect', () => process.exit(0))

async function open(): Promise<void> {
  const bound = address()
  const own = typeof bound === 'object' && bound !== null ? bound.port : 0
  door.address = () => ({ address: '127.0.0.1', family: 'IPv4', port: named })
  const queues = await QueueService.open(join(folder, 'sqs'), region, `http://127.0.0.1:${own}`)
  services = { objects: await ObjectServer.open(join(folder, 's3')), queues }
  process.send?.(own)
}
