import { Agent } from 'node:http'
import { S3Client } from '@aws-sdk/client-s3'
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { ContenderInput } from '../runner/contender.ts'

/** The bare SDK clients. They share a keep-alive agent, which makes them faster. */
export interface Sdk {
  readonly s3: S3Client
  readonly sqs: SQSClient
  readonly bucket: string
  readonly queueUrl: string
  close(): void
}

export async function openSdk({ s3Endpoint, sqsEndpoint, keys, queue }: ContenderInput): Promise<Sdk> {
  const httpAgent = new Agent({ keepAlive: true, maxSockets: 128 })
  const base = { region: 'us-west-1', credentials: keys, requestHandler: { httpAgent } }
  const s3 = new S3Client({ ...base, endpoint: s3Endpoint, forcePathStyle: true })
  const sqs = new SQSClient({ ...base, endpoint: sqsEndpoint, useQueueUrlAsEndpoint: false })
  const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName: `${queue}-pending` }))
  return {
    s3,
    sqs,
    bucket: `remotejobs-in-${queue}`,
    queueUrl: QueueUrl,
    close() {
      s3.destroy()
      sqs.destroy()
      httpAgent.destroy()
    },
  }
}
