import { testKeys } from '../src/main/engine/testing/servers.ts'
import type { App } from './app.ts'

/** Calls main as the page does. */
export async function call<T>({ page }: App, channel: string, input: unknown): Promise<T> {
  return page.evaluate(
    async ([name, value]) => {
      type Reply = { ok: boolean; value: T; error: { message: string } }
      type Bridge = { invoke(name: string, input: unknown): Promise<Reply> }
      const { remotejob } = globalThis as unknown as { remotejob: Bridge }
      const reply = await remotejob.invoke(name, value)
      if (!reply.ok) throw new Error(reply.error.message)
      return reply.value
    },
    [channel, input] as const,
  )
}

/** Creates the job queue `thumbnails` on the active connection. */
export async function addQueue(app: App): Promise<void> {
  const config = { name: 'thumbnails', layout: 'in-out', statuses: ['pending', 'inprogress', 'completed'] }
  await call(app, 'queues:add', { config, create: true })
}

/** Connects to two test servers, and creates the job queue `thumbnails` there. */
export async function connectTo(app: App, s3Endpoint: string, sqsEndpoint: string): Promise<void> {
  await app.electron.evaluate(
    ({ clipboard }, text) => clipboard.writeText(text),
    `AWS_ACCESS_KEY_ID=${testKeys.accessKeyId}\nAWS_SECRET_ACCESS_KEY=${testKeys.secretAccessKey}\n`,
  )
  const added = { kind: 'endpoint', label: 'Far away', region: 'us-west-1', s3Endpoint, sqsEndpoint }
  const { connectionId } = await call<{ connectionId: string }>(app, 'connections:add', added)
  await call(app, 'connections:take-keys-from-clipboard', { connectionId })
  await call(app, 'connections:activate', { connectionId })
  await addQueue(app)
}
