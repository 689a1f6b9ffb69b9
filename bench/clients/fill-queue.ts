import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { ContenderInput } from '../runner/contender.ts'
import { pool, batchesOfTen } from './pool.ts'

/**
 * Puts `size` messages into the pending queue. The mock server creates them itself. Other servers get
 * requests.
 */
export async function fillQueue(input: ContenderInput): Promise<void> {
  const { sqsEndpoint, queue, size } = input
  if (input.seeding === 'requests') return sendMessages(input)
  const query = new URLSearchParams({ name: `${queue}-pending`, size: String(size) })
  const response = await fetch(`${sqsEndpoint}/_mock/messages?${query.toString()}`)
  if (!response.ok) throw new Error(`The mock server returned ${response.status}.`)
  await response.arrayBuffer()
}

async function sendMessages({ sqsEndpoint, keys, queue, size }: ContenderInput): Promise<void> {
  const sqs = new SQSClient({
    region: 'us-west-1',
    endpoint: sqsEndpoint,
    credentials: keys,
    useQueueUrlAsEndpoint: false,
  })
  const QueueUrl = `${sqsEndpoint}/000000000000/${queue}-pending`
  const bodies = Array.from({ length: size }, (_, number) =>
    JSON.stringify({ name: `job ${number}`, bucket: `remotejobs-in-${queue}`, key: `key-${number}` }),
  )
  await pool(batchesOfTen(bodies), 8, async (batch) => {
    const Entries = batch.map((MessageBody, index) => ({ Id: String(index), MessageBody }))
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
  })
  sqs.destroy()
}
