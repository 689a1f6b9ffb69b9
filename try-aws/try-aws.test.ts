import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { CreateBucketCommand, ListBucketsCommand } from '@aws-sdk/client-s3'
import { CreateQueueCommand, ListQueuesCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Harness, keys, temporaryFolder } from '../src/main/local-service/testing/harness.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let local: Harness
let endpoint: string
beforeAll(async () => {
  folder = await temporaryFolder()
  local = new Harness(folder.path)
  endpoint = await local.ready()
  // Other people's resources, which must stay.
  await local.s3(endpoint).send(new CreateBucketCommand({ Bucket: 'remotejobs-in-theirs' }))
  await local.sqs(endpoint).send(new CreateQueueCommand({ QueueName: 'theirs-pending' }))
})
afterAll(async () => {
  await local.service.stop({ deadlineMs: 2_000 })
  await folder[Symbol.asyncDispose]()
})

/** Everything on the server. */
async function everything(): Promise<string[]> {
  const { Buckets = [] } = await local.s3(endpoint).send(new ListBucketsCommand({}))
  const { QueueUrls = [] } = await local.sqs(endpoint).send(new ListQueuesCommand({}))
  return [...Buckets.map(({ Name }) => Name ?? ''), ...QueueUrls.map((url) => url.split('/').at(-1) ?? '')]
}
const theirs = ['remotejobs-in-theirs', 'theirs-pending']

/** Runs the command. `onLine` gets each line of output, and the process. */
async function tryAws(
  args: readonly string[],
  onText: (text: string, child: ReturnType<typeof spawn>) => void = () => undefined,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'try-aws.ts'), ...args], {
    env: {
      ...process.env,
      AWS_PROFILE: '',
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_SESSION_TOKEN: '',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
      onText(output, child)
    })
  }
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output }
}

test('checks every point, prints a table, and leaves nothing behind', async () => {
  const { code, output } = await tryAws(['--endpoint', endpoint, '--yes'])
  expect(output).not.toContain('FAILED')
  expect(code).toBe(0)
  for (const point of [
    'Large file in parts, CRC-32',
    'Claim and lease',
    'Copy inside S3',
    'Moving dead letters back',
  ]) {
    expect(output).toMatch(new RegExp(`\\| ${point} +\\| \\S`))
  }
  expect(output).toContain('Everything was deleted.')
  expect(await everything()).toEqual(theirs)
})

test.skipIf(process.platform === 'win32')('deletes what it has created if it is stopped', async () => {
  let stopped = false
  const { code, output } = await tryAws(['--endpoint', endpoint, '--yes'], (text, child) => {
    if (stopped || !text.includes('Large file in parts')) return
    stopped = true
    child.kill('SIGINT')
  })
  expect(stopped).toBe(true)
  expect(output).toContain('Stopping, and deleting what was created')
  expect(output).not.toContain('Moving dead letters back …')
  expect(code).toBe(1)
  expect(await everything()).toEqual(theirs)
})

test('creates nothing unless the user agrees', async () => {
  const { code, output } = await tryAws(['--endpoint', endpoint])
  expect(code).toBe(1)
  expect(output).toContain('This creates 2 buckets and 4 queues in')
  expect(output).toContain('Nothing was created')
  expect(await everything()).toEqual(theirs)
})

test('explains problems with its arguments', async () => {
  const { code, output } = await tryAws(['--endpoint', 'ftp://example.org'])
  expect(code).toBe(1)
  expect(output).toContain('Use https')
  expect(output).toContain('--profile')
})
