import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { S3Uploads } from '../aws/s3/s3-uploads.ts'
import { TransferThreads } from '../aws/threads/transfer-threads.ts'
import { noLimits } from '../limits/transfer-limits.ts'
import { startServers, type TestServers } from '../testing/servers.ts'
import { transferWorkerUrl } from '../testing/transfer-threads.ts'
import { PartUploader } from './part-uploader.ts'
import { openSourceFile } from './source-file.ts'

const partSize = 1_024
const parts = 40
const bucket = 'remotejobs-parts-at-once'
let servers: TestServers
let threads: TransferThreads
let path: string

beforeAll(async () => {
  servers = await startServers()
  threads = new TransferThreads(transferWorkerUrl)
  path = join(servers.folder, 'file')
  await writeFile(path, randomBytes(parts * partSize))
  await servers.clients().s3.send(new CreateBucketCommand({ Bucket: bucket }))
})
afterAll(async () => {
  await threads.close()
  await servers.stop()
})

/** The number of parts in flight, and its maximum so far. */
let inFlight: { now: number; most: number }
beforeEach(() => {
  inFlight = { now: 0, most: 0 }
})
const limits = {
  ...noLimits,
  reserve: async () => {
    inFlight.now += 1
    inFlight.most = Math.max(inFlight.most, inFlight.now)
    return () => void (inFlight.now -= 1)
  },
}

it.each([
  ['16 parts at once from the file', true, 16],
  ['6 parts at once from memory', false, 6],
])('sends %s, even without limits', async (_what, hasThreads, most) => {
  const uploads = new S3Uploads(servers.clients())
  const uploadId = await uploads.begin(bucket, 'key', { contentType: 'text/plain', metadata: {} })
  const upload = { bucket, key: 'key', uploadId, partSize, done: [], listed: new Map() }
  const file = await openSourceFile(path)
  try {
    const uploader = new PartUploader(uploads, upload, file, { limits, ...(hasThreads && { threads }) })
    await uploader.send()
    expect(uploader.hasAll).toBe(true)
  } finally {
    await file.close()
  }
  expect(inFlight).toEqual({ now: 0, most })
})
