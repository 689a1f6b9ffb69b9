import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { startServers } from '../src/main/engine/testing/servers.ts'
import { makeFile } from './app.ts'
import { expectNoFindings } from './axe.ts'
import { connectTo } from './connect-to.ts'
import { expect, test } from './fixtures.ts'
import { QueuePage } from './pages/queue-page.ts'

/** A TCP proxy in front of a server. It can be closed and opened again. */
class TcpProxy {
  readonly #target: number
  readonly #sockets = new Set<Socket>()
  #server: Server | null = null
  port = 0

  constructor(address: string) {
    this.#target = Number(new URL(address).port)
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`
  }

  async open(): Promise<void> {
    this.#server = createServer((socket) => {
      const onward = connect(this.#target, '127.0.0.1')
      for (const [end, other] of [
        [socket, onward],
        [onward, socket],
      ] as const) {
        this.#sockets.add(end)
        end.on('error', () => other.destroy()).on('close', () => this.#sockets.delete(end))
        end.pipe(other)
      }
    })
    this.#server.listen(this.port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.port = (this.#server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    const server = this.#server
    this.#server = null
    if (server === null) return
    server.close()
    for (const socket of this.#sockets) socket.destroy()
    await once(server, 'close')
  }
}

test('shows that it reconnects to an unreachable server, then sends the files dropped meanwhile', async ({
  app,
  folder,
}) => {
  const { page } = app
  const servers = await startServers()
  const proxies = [new TcpProxy(servers.s3Endpoint), new TcpProxy(servers.sqsEndpoint)] as const
  for (const proxy of proxies) await proxy.open()
  try {
    const queue = new QueuePage(page)
    await queue.expectReady()
    await connectTo(app, proxies[0].address, proxies[1].address)
    await queue.expectReady('thumbnails')

    for (const proxy of proxies) await proxy.close()
    const paths = ['cat.jpg', 'dog.jpg', 'owl.jpg'].map((name) => join(folder, name))
    for (const path of paths) await makeFile(path, 50_000)
    await app.drop(paths)
    const bar = page.getByRole('region', { name: 'Reconnecting to Far away' })
    await expect(bar).toBeVisible()
    await expect(bar).toContainText('nothing is listening at the endpoint')
    await expect(bar.getByText(/^Reconnecting in \d+ s$/)).toBeVisible()
    await expect(page.getByRole('heading', { level: 1, name: 'thumbnails' })).toBeVisible()
    await expectNoFindings(page, 'while reconnecting')
    await queue.openTransfers('Waiting')
    await expect(page.getByRole('button', { name: /^Waiting\s*3/ })).toBeVisible()
    await expect(page.getByRole('button', { name: /\d failed/ })).toHaveCount(0)

    for (const proxy of proxies) await proxy.open()
    await expect(bar).toBeHidden({ timeout: 60_000 })
    // Counts from servers other than Local are marked as approximate.
    await expect(queue.number('Waiting')).toContainText('≈3')
    await expect(page.getByRole('contentinfo')).toContainText(/\d requests today/)
  } finally {
    for (const proxy of proxies) await proxy.close()
    await servers.stop()
  }
})
