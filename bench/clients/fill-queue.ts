import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { SideInput } from '../runner/contender.ts'
import { pool, tens } from './pool.ts'

/** Puts `size` messages into the pending queue: by a word to the sink, or by calls where the server is a real one. */
export async function fillQueue(input: SideInput): Promise<void> {
  const { sqsEndpoint, queue, size } = input
  if (input.seeding === 'calls') return sendMessages(input)
  const query = new URLSearchParams({ name: `${queue}-pending`, size: String(size) })
  const answer = await fetch(`${sqsEndpoint}/_sink/messages?${query.toString()}`)
  if (!answer.ok) throw new Error(`The sink answered with ${answer.status}.`)
  await answer.arrayBuffer()
}

async function sendMessages({ sqsEndpoint, keys, queue, size }: SideInput): Promise<void> {
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
  await pool(tens(bodies), 8, async (ten) => {
    const Entries = ten.map((MessageBody, index) => ({ Id: String(index), MessageBody }))
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
  })
  sqs.destroy()
}
