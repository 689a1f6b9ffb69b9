import { text } from 'node:stream/consumers'
import { fromEnv } from '@aws-sdk/credential-providers'
import { createClients } from '../src/main/engine/aws/transport/clients.ts'
import { JobQueue } from '../src/main/engine/job-queue/job-queue.ts'

const { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region = 'us-west-1' } = process.env
const endpoints = endpoint ? { s3Endpoint: endpoint, sqsEndpoint: endpoint } : {}
const clients = createClients({ region, credentials: fromEnv(), ...endpoints })
const queue = new JobQueue({ config: { name: 'demo', layout: 'in-out', statuses: ['pending'] }, clients })
await queue.ensure()
const { jobId } = await queue.submit({ body: 'meow', fields: { name: 'Cat Montage' } })
const job = await queue.next('pending')
if (!job?.bucket || !job.key) throw new Error('No job arrived.')
const { stream } = await queue.download({ bucket: job.bucket, key: job.key })
console.log(job.id === jobId, job.fields['name'], await text(stream))
await queue.acknowledge(job)
clients.close()
