import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { JobQueue } from '../job-queue/job-queue.ts'
import { createClients } from '../aws/transport/clients.ts'
import { Transfers } from './transfers.ts'

const files = 10_000

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function heapBytes(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

test('a file that waits for its turn takes less than 1 KB', async () => {
  const credentials = { accessKeyId: 'A', secretAccessKey: 'S' }
  const clients = createClients({ region: 'us-west-1', credentials, s3Endpoint: 'http://127.0.0.1:1' })
  const queue = new JobQueue({
    config: { name: 'demo', layout: 'in-out', statuses: ['pending'] },
    clients,
  })
  const transfers = new Transfers({ smallSlots: 0, largeSlots: 0 })
  const names = Array.from({ length: files + 1 }, (_, number) => `${number}.txt`)
  const submit = (name: string): string =>
    transfers.submit({ queue, connectionId: 'local', path: name, name, fields: {}, bytesTotal: null })
  submit(names[0] ?? '')
  const before = heapBytes()
  for (const name of names.slice(1)) submit(name)
  const perFile = (heapBytes() - before) / files
  expect(transfers.snapshot().counts.waiting).toBe(files + 1)
  expect(perFile).toBeLessThan(1_024)
  await transfers.planned()
  await transfers.close()
  clients.close()
})
