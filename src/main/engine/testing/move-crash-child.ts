import { createClients } from '../aws/transport/clients.ts'
import { moveAllDeadLetters } from '../dead-letters/move-dead-letters.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { testKeys, testRegion } from './servers.ts'

/** The input of a process that a test kills while it moves dead letters. */
export interface MoveCrashInput {
  readonly endpoint: string
  readonly queue: string
  /** The names of SQS queues. */
  readonly from: string
  readonly to: string
  readonly total: number
}

const order = JSON.parse(process.argv[2] ?? '') as MoveCrashInput
const clients = createClients({
  region: testRegion,
  credentials: testKeys,
  s3Endpoint: order.endpoint,
  sqsEndpoint: order.endpoint,
})
const config = { name: order.queue, layout: 'in-out' as const, statuses: ['pending'] }
const queue = new JobQueue({ config, clients })
const from = queue.queueNamed(order.from)
const target = queue.queueNamed(order.to)

// The test makes them visible again, instead of waiting for their timeout.
const receive = from.receive.bind(from)
from.receive = async (options) => {
  const messages = await receive(options)
  process.stdout.write(`${JSON.stringify(messages.map(({ receiptHandle }) => receiptHandle))}\n`)
  return messages
}
await moveAllDeadLetters({
  from,
  total: order.total,
  signal: new AbortController().signal,
  undeleted: new Map(),
  targetOf: () => target,
  onMoved: () => undefined,
})
