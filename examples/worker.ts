import { createHash } from 'node:crypto'
import { fromEnv } from '@aws-sdk/credential-providers'
import { createClients } from '../src/main/engine/aws/transport/clients.ts'
import { JobQueue } from '../src/main/engine/job-queue/job-queue.ts'

// A worker to try the app with: it answers each job of a queue with the size and the SHA-256 of its file.
const name = process.argv[2] ?? 'demo'
const { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region = 'us-west-1' } = process.env
const endpoints = endpoint ? { s3Endpoint: endpoint, sqsEndpoint: endpoint } : {}
const clients = createClients({ region, credentials: fromEnv(), ...endpoints })
const queue = new JobQueue({
  config: { name, layout: 'in-out', statuses: ['pending', 'completed'] },
  clients,
})
const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())

console.log(`Working on jobs of ${name}. Press Ctrl+C to stop.`)
while (!stopping.signal.aborted) {
  const job = await queue.next('pending', { signal: stopping.signal }).catch((error: unknown) => {
    if (stopping.signal.aborted) return null
    stopping.abort()
    process.exitCode = 1
    console.error(`Stopped: ${String(error)}`)
    return null
  })
  if (!job?.bucket || !job.key) continue
  const title = job.fields['name'] ?? job.fields['filename'] ?? job.key
  try {
    const { stream } = await queue.download({ bucket: job.bucket, key: job.key })
    const hash = createHash('sha256')
    let bytes = 0
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      hash.update(chunk)
      bytes += chunk.length
    }
    const body = `${bytes} bytes\nSHA-256 ${hash.digest('hex')}\n`
    await queue.complete(job, [{ key: 'checksum.txt', body, fields: { filename: 'checksum.txt' } }])
    console.log(`Finished ${title}`)
  } catch (error) {
    // The message becomes visible again when its visibility timeout ends.
    console.error(`Failed ${title}: ${String(error)}`)
  }
}
clients.close()
