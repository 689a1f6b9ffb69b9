import { testKeys } from '../src/main/engine/testing/servers.ts'
import type { App } from './app.ts'
import { defaultSafety } from '../src/shared/connections/connection-safety.ts'
import { call } from './call.ts'

/** Creates the job queue `thumbnails` on the active connection. */
export async function addQueue({ page }: App): Promise<void> {
  await call(page, 'queues:add', {
    config: { name: 'thumbnails', layout: 'in-out', statuses: ['pending', 'inprogress', 'completed'] },
    create: true,
  })
}

/** Connects to two test servers, and creates the job queue `thumbnails` there. */
export async function connectTo(app: App, s3Endpoint: string, sqsEndpoint: string): Promise<void> {
  const { electron, page } = app
  await electron.evaluate(
    ({ clipboard }, text) => clipboard.writeText(text),
    `AWS_ACCESS_KEY_ID=${testKeys.accessKeyId}\nAWS_SECRET_ACCESS_KEY=${testKeys.secretAccessKey}\n`,
  )
  const { connectionId } = await call(page, 'connections:add', {
    ...defaultSafety,
    kind: 'endpoint',
    label: 'Far away',
    region: 'us-west-1',
    bucketRegion: null,
    allowUnencrypted: false,
    s3Endpoint,
    sqsEndpoint,
  })
  await call(page, 'connections:take-keys-from-clipboard', { connectionId })
  await call(page, 'connections:activate', { connectionId })
  await addQueue(app)
}
