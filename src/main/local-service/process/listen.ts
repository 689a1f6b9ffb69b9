import { randomInt } from 'node:crypto'
import type { Server } from 'node:net'

/**
 * Below the ports that systems give to outgoing connections: from 32,768 on Linux, and from 49,152 on macOS and
 * Windows.
 */
const [firstPort, lastPort] = [20_000, 32_000]
const maxAttempts = 20

/**
 * Listens on a port of 127.0.0.1 and returns it. With port 0, it is a free one that no outgoing connection takes while
 * the server is stopped, so that the server can listen there again. Rejects like `server.listen`.
 */
export async function listen(server: Server, port: number): Promise<number> {
  const attempts = port === 0 ? maxAttempts : 0
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    try {
      return await listenOn(server, randomInt(firstPort, lastPort))
    } catch {
      // Another program uses this port, or the system has reserved it.
    }
  }
  return listenOn(server, port)
}

function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}
