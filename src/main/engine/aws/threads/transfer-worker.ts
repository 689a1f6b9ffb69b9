import { parentPort } from 'node:worker_threads'
import { noProxies } from '../network/proxies.ts'
import { localLookup } from '../network/local-lookup.ts'
import { tlsOptions } from '../network/network.ts'
import { RequestTask } from './request-task.ts'
import { lowerPriority } from './lower-priority.ts'
import { loadFile } from './load-file.ts'
import { SocketPool } from '../sockets/socket-pool.ts'
import type { ThreadReply, ThreadRequest } from './thread-message.ts'

/**
 * A transfer thread: it owns the connections, the checksums and the file accesses of large bodies, so that
 * the main thread only signs requests and keeps state. It sees no keys. See `TransferThreads`.
 */
const pools = new Map<number, SocketPool>()
const tasks = new Map<number, RequestTask>()

const reply = (message: ThreadReply): void => {
  if (message.type === 'answer' || message.type === 'done' || message.type === 'failed')
    tasks.delete(message.id)
  parentPort?.postMessage(message)
}

lowerPriority()

parentPort?.on('message', (request: ThreadRequest) => {
  switch (request.type) {
    case 'set-up': {
      const { pool, timeouts, caCertificates, keepsPlainLocal, plainProxy } = request
      const network = { proxies: noProxies, caCertificates }
      const plain = keepsPlainLocal ? { lookup: localLookup(plainProxy) } : {}
      pools.set(pool, new SocketPool(timeouts, () => ({ tls: tlsOptions(network), plain })))
      return
    }
    case 'forget':
      pools.get(request.pool)?.close()
      pools.delete(request.pool)
      return
    case 'get':
    case 'put': {
      const pool = pools.get(request.pool)
      if (pool === undefined) return
      const task = new RequestTask(pool, request, reply)
      tasks.set(request.id, task)
      void task.run(request)
      return
    }
    case 'save':
      void tasks.get(request.id)?.save(request)
      return
    case 'load':
      reply(loadFile(request))
      return
    case 'allow':
      tasks.get(request.id)?.allow(request.allowance)
      return
    default:
      tasks.get(request.id)?.drop()
      tasks.delete(request.id)
  }
})
