import { testKeys } from '../src/main/engine/testing/servers.ts'
import type { App } from './app.ts'

/** Connects to two test servers, and creates the job queue `thumbnails` there. */
export async function connectTo(app: App, s3Endpoint: string, sqsEndpoint: string): Promise<void> {
  await app.electron.evaluate(
    ({ clipboard }, text) => clipboard.writeText(text),
    `AWS_ACCESS_KEY_ID=${testKeys.accessKeyId}\nAWS_SECRET_ACCESS_KEY=${testKeys.secretAccessKey}\n`,
  )
  await app.page.evaluate(
    async (added) => {
      type Bridge = { invoke(name: string, input: unknown): Promise<{ value: { connectionId: string } }> }
      const { remotejob } = globalThis as unknown as { remotejob: Bridge }
      const { connectionId } = (await remotejob.invoke('connections:add', added)).value
      await remotejob.invoke('connections:take-keys-from-clipboard', { connectionId })
      await remotejob.invoke('connections:activate', { connectionId })
      const config = {
        name: 'thumbnails',
        layout: 'in-out',
        statuses: ['pending', 'inprogress', 'completed'],
      }
      await remotejob.invoke('queues:add', { config, create: true })
    },
    { kind: 'endpoint', label: 'Far away', region: 'us-west-1', s3Endpoint, sqsEndpoint },
  )
}
