import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServers, testRegion, type TestServers } from '../testing/servers.ts'

let servers: TestServers
beforeAll(async () => void (servers = await startServers()))
afterAll(() => servers.stop())

it('the script in the README runs in plain Node', async () => {
  const script = join(import.meta.dirname, '../../../../examples/submit-and-claim.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [script], {
    timeout: 30_000,
    env: {
      PATH: process.env['PATH'],
      // fauxqs serves S3 and SQS at one address.
      AWS_ENDPOINT_URL: servers.sqsEndpoint,
      AWS_REGION: testRegion,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
  })
  expect(stdout).toBe('true Cat Montage meow\n')
})
