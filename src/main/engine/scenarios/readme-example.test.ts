import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { JobQueue } from '../job-queue/job-queue.ts'
import { startServers, testRegion, type TestServers } from '../testing/servers.ts'

let servers: TestServers
beforeAll(async () => void (servers = await startServers()))
afterAll(() => servers.stop())

const environment = () => ({
  PATH: process.env['PATH'],
  // fauxqs serves S3 and SQS at one address.
  AWS_ENDPOINT_URL: servers.sqsEndpoint,
  AWS_REGION: testRegion,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
})
const example = (name: string) => join(import.meta.dirname, '../../../../examples', name)

it('the script in the README runs in plain Node', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [example('submit-and-claim.ts')], {
    timeout: 30_000,
    env: environment(),
  })
  expect(stdout).toBe('true Cat Montage meow\n')
})

it('the sample worker finishes jobs with a result until it is stopped', async () => {
  const queue = new JobQueue({
    config: { name: 'samples', layout: 'in-out', statuses: ['pending', 'completed'] },
    clients: servers.clients({ s3Endpoint: servers.sqsEndpoint }),
  })
  await queue.ensure()
  await queue.submit({ body: 'meow', fields: { name: 'Cat Montage' } })
  const worker = spawn(process.execPath, [example('worker.ts'), 'samples'], {
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(worker, 'exit')
  let output = ''
  worker.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  try {
    await vi.waitFor(() => expect(output).toContain('Finished Cat Montage'), 30_000)
  } finally {
    worker.kill('SIGINT')
  }
  expect(await exited).toEqual([0, null])
  expect(await queue.next('pending', { waitSeconds: 0 })).toBeNull()
  const result = await queue.next('completed')
  if (!result?.bucket || !result.key) throw new Error('No result arrived.')
  const { stream } = await queue.download({ bucket: result.bucket, key: result.key })
  expect(await text(stream)).toBe(
    '4 bytes\nSHA-256 404cdd7bc109c432f8cc2443b45bcfe95980f5107215c645236e577929ac3e52\n',
  )
})
