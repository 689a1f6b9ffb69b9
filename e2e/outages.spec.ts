import { once } from 'node:events'
import { defaultSafety } from '../src/shared/connections/connection-safety.ts'
import { writeFile } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { startServers, testKeys } from '../src/main/engine/testing/servers.ts'
import { listen } from '../src/main/local-service/process/listen.ts'
import { launchApp, makeFile } from './app.ts'
import { expectNoFindings } from './axe.ts'
import { call } from './call.ts'
import { addQueue, connectTo } from './connect-to.ts'
import { expect, test } from './fixtures.ts'
import { QueuePage } from './pages/queue-page.ts'
import { TransfersDrawer } from './pages/transfers-drawer.ts'

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
    this.port = await listen(this.#server, this.port)
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

test('shows that it is reconnecting to an unreachable server, then submits files dropped in the meantime', async ({
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
    await expect(queue.header).toContainText(/Offline · as of /)
    await expect(queue.number('Waiting')).toContainText(/as of /)
    await expect(page.getByRole('heading', { level: 1, name: 'thumbnails' })).toBeVisible()
    await expectNoFindings(page, 'while reconnecting')
    await new TransfersDrawer(page).open('Waiting')
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

test('a restart during an outage keeps the queue, its numbers and its jobs on screen', async ({
  home,
  folder,
}) => {
  const servers = await startServers()
  const [s3, sqs] = [new TcpProxy(servers.s3Endpoint), new TcpProxy(servers.sqsEndpoint)]
  for (const proxy of [s3, sqs]) await proxy.open()
  const [config, credentials] = [join(folder, 'config'), join(folder, 'credentials')]
  await writeFile(
    config,
    `[profile work]
region = us-west-1
services = lab
[services lab]
s3 =
  endpoint_url = ${s3.address}
sqs =
  endpoint_url = ${sqs.address}
`,
  )
  await writeFile(
    credentials,
    `[work]\naws_access_key_id = ${testKeys.accessKeyId}\naws_secret_access_key = ${testKeys.secretAccessKey}\n`,
  )
  const env = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials }
  try {
    const first = await launchApp({ home, env })
    const before = new QueuePage(first.page)
    await before.expectReady()
    const { connectionId } = await call(first.page, 'connections:add', {
      ...defaultSafety,
      kind: 'profile',
      label: 'Work',
      profile: 'work',
      region: 'us-west-1',
      bucketAccount: null,
      bucketRegion: null,
      allowUnencrypted: false,
    })
    await call(first.page, 'connections:activate', { connectionId })
    await addQueue(first)
    await before.expectReady('thumbnails')
    const path = join(folder, 'cat.jpg')
    await makeFile(path, 5_000)
    await first.drop([path])
    await expect(before.row(/cat\.jpg/)).toContainText('In queue')
    await expect(before.number('Waiting')).toContainText('≈1')
    // Numbers are stored only after 5 s.
    const kept = { connectionId, queue: 'thumbnails', span: '1h' } as const
    await expect
      .poll(async () => (await call(first.page, 'queues:history', kept)).waiting.includes(1))
      .toBe(true)
    await first.close()

    for (const proxy of [s3, sqs]) await proxy.close()
    const second = await launchApp({ home, env })
    const queue = new QueuePage(second.page)
    await expect(second.page.getByRole('region', { name: 'Reconnecting to Work' })).toBeVisible()
    await queue.expectReady('thumbnails')
    await expect(queue.number('Waiting')).toContainText('≈1')
    await expect(queue.number('Waiting')).toContainText(/as of /)
    await expect(queue.row(/cat\.jpg/)).toContainText('In queue')

    for (const proxy of [s3, sqs]) await proxy.open()
    // If the app is already retrying, the button is gone.
    await call(second.page, 'connections:try-now', { connectionId })
    await expect(queue.header).toContainText(/live/, { timeout: 30_000 })
    await queue.claimNext('Pending')
    await second.close()
    expect([...first.faults, ...second.faults]).toEqual([])
  } finally {
    for (const proxy of [s3, sqs]) await proxy.close()
    await servers.stop()
  }
})
