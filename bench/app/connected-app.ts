import { type App, launchApp, makeHome } from '../../e2e/app.ts'
import { QueuePage } from '../../e2e/pages/queue-page.ts'
import type { ServerInput } from '../scenarios/with-mock-server.ts'

/** The part of `window.remotejob` that the benchmark uses. */
interface Bridge {
  invoke(channel: string, input: unknown): Promise<{ readonly ok: boolean; readonly value: unknown }>
  on(event: string, listener: (payload: { readonly counts: { readonly done: number } }) => void): () => void
}

/** Starts the app, connects it to a server and opens the benchmark's job queue. */
export async function openConnectedApp(folder: string, server: ServerInput): Promise<App> {
  const app = await launchApp({ home: await makeHome(folder) })
  await new QueuePage(app.page).expectReady()
  const { accessKeyId, secretAccessKey } = server.keys
  await app.electron.evaluate(
    ({ clipboard }, text) => clipboard.writeText(text),
    `AWS_ACCESS_KEY_ID=${accessKeyId}\nAWS_SECRET_ACCESS_KEY=${secretAccessKey}\n`,
  )
  await app.page.evaluate(
    async ({ s3Endpoint, sqsEndpoint, queue }) => {
      const { remotejob } = globalThis as unknown as { readonly remotejob: Bridge }
      const call = async (channel: string, input: unknown): Promise<unknown> => {
        const { ok, value } = await remotejob.invoke(channel, input)
        if (!ok) throw new Error(`${channel} failed.`)
        return value
      }
      const endpoint = {
        kind: 'endpoint',
        label: 'Mock server',
        region: 'us-west-1',
        s3Endpoint,
        sqsEndpoint,
      }
      const { connectionId } = (await call('connections:add', endpoint)) as { readonly connectionId: string }
      await call('connections:take-keys-from-clipboard', { connectionId })
      await call('connections:activate', { connectionId })
      const config = { name: queue, layout: 'in-out', statuses: ['pending', 'inprogress', 'completed'] }
      await call('queues:add', { config, create: true })
    },
    { s3Endpoint: server.s3Endpoint, sqsEndpoint: server.sqsEndpoint, queue: server.queue },
  )
  const queue = new QueuePage(app.page)
  await queue.openQueue(server.queue)
  await queue.expectReady(server.queue)
  return app
}

/** Drops a file on the window. Returns the milliseconds until it is uploaded and its message is sent. */
export async function dropAndWait(app: App, path: string): Promise<number> {
  const done = whenDone(app, 1)
  await app.drop([path])
  return done
}

/**
 * Clears the list of transfers, then waits for `count` finished ones. Returns the milliseconds since the page got a drop,
 * or since this call if it gets none.
 */
export async function whenDone(app: App, count: number): Promise<number> {
  return app.page.evaluate(async (wanted) => {
    const { remotejob } = globalThis as unknown as { readonly remotejob: Bridge }
    await remotejob.invoke('transfers:clear', null)
    let since = performance.now()
    addEventListener('drop', () => (since = performance.now()), { capture: true, once: true })
    await new Promise<void>((resolve) => {
      const stop = remotejob.on('transfers:changed', ({ counts }) => {
        if (counts.done < wanted) return
        stop()
        resolve()
      })
    })
    return performance.now() - since
  }, count)
}

/**
 * Returns the event-loop delay of the main process while `work` runs: the 99th percentile in
 * milliseconds.
 */
export async function mainDelay(app: App, work: () => Promise<unknown>): Promise<number> {
  type Watched = typeof globalThis & {
    benchDelay?: { enable(): void; disable(): void; percentile(of: number): number }
  }
  await app.electron.evaluate(() => {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks')
    const delay = monitorEventLoopDelay({ resolution: 10 })
    delay.enable()
    ;(globalThis as Watched).benchDelay = delay
  })
  await work()
  const nanoseconds = await app.electron.evaluate(() => {
    const { benchDelay } = globalThis as Watched
    benchDelay?.disable()
    return benchDelay?.percentile(99) ?? 0
  })
  // The histogram contains the whole interval between two ticks of its timer, which is 10 ms without a delay.
  return Math.max(0, nanoseconds / 1_000_000 - 10)
}
