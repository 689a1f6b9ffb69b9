import { ReceiveMessageCommand, SendMessageCommand, type MessageAttributeValue } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { claimsSnapshot } from '../../../shared/jobs/claims.ts'
import { Claims } from '../claims/claims.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import type { EngineClients } from '../aws/transport/clients.ts'
import { MemoryClaimJournal } from '../testing/memory-claim-journal.ts'
import { startBench, type TestBench } from '../testing/test-bench.ts'
import { Transfers } from '../transfers/transfers.ts'

const attributes: Record<string, MessageAttributeValue> = {
  traceparent: { DataType: 'String', StringValue: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
  ExtendedPayloadSize: { DataType: 'Number', StringValue: '424699' },
  price: { DataType: 'Number.float', StringValue: '1.10' },
  blob: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 1, 2]) },
  icon: { DataType: 'Binary.png', BinaryValue: new Uint8Array([255]) },
  emoji: { DataType: 'String', StringValue: '😇' },
}
const body =
  '{"name":"invoice","bucket":"remotejobs-in-demo","key":"KEY","order":9007199254740993,"price":1.10}'

let bench: TestBench
let clients: EngineClients
let queue: JobQueue

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())

async function urlOf(status: string): Promise<string> {
  return `${bench.servers.sqsEndpoint}/000000000000/${queue.names.queue(status)}`
}

async function send(text: string): Promise<void> {
  const QueueUrl = await urlOf('pending')
  await clients.sqs.send(
    new SendMessageCommand({ QueueUrl, MessageBody: text, MessageAttributes: attributes }),
  )
}

async function received(status: string) {
  const QueueUrl = await urlOf(status)
  const { Messages } = await clients.sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'], WaitTimeSeconds: 1 }),
  )
  return Messages?.[0]
}

async function next() {
  const job = await queue.next('pending')
  if (job === null) throw new Error('No job arrived.')
  return job
}

describe.each([{ fastPath: true }, { fastPath: false }])('with fastPath $fastPath', ({ fastPath }) => {
  beforeEach(async () => {
    const { config } = await bench.queue()
    clients = bench.servers.clients({ fastPath })
    queue = new JobQueue({ config, clients })
  })

  test('a started job keeps its text and its attributes', async () => {
    await send(body)
    const job = await next()
    expect(job.fields).toEqual({ name: 'invoice', order: '9007199254740993', price: '1.10' })
    expect(job.attributes['blob']).toEqual({ type: 'Binary', value: 'AAEC' })
    await queue.start(job)
    expect(await received('inprogress')).toMatchObject({ Body: body, MessageAttributes: attributes })
  })

  test('a completed job carries over its numbers as they were sent, and its attributes', async () => {
    await send(body)
    const job = await next()
    const [result] = await queue.complete(job, [{ body: 'out' }])
    const message = await received('completed')
    expect(message?.Body).toBe(
      `{"name":"invoice","order":9007199254740993,"price":1.10,"job":"${job.id}","bucket":"${queue.names.bucket('out')}","key":"${result?.key}"}`,
    )
    expect(message?.MessageAttributes).toEqual(attributes)
  })

  test.each([
    ['just text', '"message":"just text"'],
    ['["a", 1.10]', String.raw`"message":"[\"a\", 1.10]"`],
    ['\uFEFF{"order":1.10}', '"order":1.10'],
  ])('%j can be started, and completed without loss', async (text, carried) => {
    await send(text)
    await queue.start(await next())
    expect((await received('inprogress'))?.Body).toBe(text)
    await send(text)
    await queue.complete(await next(), [{ body: 'out' }])
    expect((await received('completed'))?.Body).toContain(carried)
  })

  test('attributes are shown, and survive a restart', async () => {
    await send(body)
    const journal = new MemoryClaimJournal()
    const connections = { queueOn: () => queue, circuitFor: () => null }
    const before = new Claims({ transfers: new Transfers(), journal, connections })
    const id = (await before.next(queue, 'local', 'pending')) ?? ''
    const [shown] = claimsSnapshot.parse(before.snapshot()).claims
    expect(shown?.attributes).toContainEqual({ name: 'price', type: 'Number.float', value: '1.10' })
    await before.close({ keep: true })
    const after = new Claims({ transfers: new Transfers(), journal, connections })
    after.recover([...journal.held.values()])
    await after.idle(id)
    await expect.poll(() => after.snapshot().claims[0]?.phase).toBe('recovered')
    await after.start(id)
    expect(await received('inprogress')).toMatchObject({ Body: body, MessageAttributes: attributes })
    await after.close()
  })
})
