import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RangeBody } from '../aws/sockets/range-body.ts'
import type { Payload } from '../aws/s3/object-source.ts'
import { S3Objects } from '../aws/s3/s3-objects.ts'
import { startServers, type TestServers } from '../testing/servers.ts'
import { cert, startTlsFront, type TlsFront } from '../testing/proxies/tls-front.ts'

const Bucket = 'range-transport'
const content = randomBytes(3_000_017)
let servers: TestServers
let front: TlsFront
let stores: Record<'http' | 'https', S3Objects>

beforeAll(async () => {
  setDefaultCACertificates([...getCACertificates('default'), cert])
  servers = await startServers()
  front = await startTlsFront(servers.s3Endpoint)
  const clients = servers.clients()
  const { s3 } = clients
  await s3.send(new CreateBucketCommand({ Bucket }))
  await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: content }))
  const behindTls = servers.clients({ s3Endpoint: front.endpoint })
  stores = { http: new S3Objects(clients), https: new S3Objects(behindTls) }
})
afterAll(async () => {
  // The front closes once its idle connections are closed.
  const closed = front.stop()
  await servers.stop()
  await closed
})

/** Fills one buffer after another, and pauses in between so that received bytes have to wait. */
async function filled({ stream }: Payload, bufferBytes: number): Promise<Buffer> {
  if (!(stream instanceof RangeBody)) throw new Error('The body is not a RangeBody.')
  const buffers: Buffer[] = []
  for (;;) {
    const target = Buffer.alloc(bufferBytes)
    const bytes = await stream.fill(target)
    if (bytes === 0) return Buffer.concat(buffers)
    buffers.push(target.subarray(0, bytes))
    await new Promise((resolve) => setImmediate(resolve))
  }
}

// TLS delivers everything that it has decrypted, even to a reader that has just asked it to stop.
describe.each(['http', 'https'] as const)('a range over %s', (by) => {
  const range = { first: 3, last: content.length - 1 }
  const read = (): Promise<Payload> => stores[by].get(Bucket, 'k', { range })

  test.each([777, 10_007, 1_048_576, 4_000_000])('fills buffers of %i bytes', async (bufferBytes) => {
    expect((await filled(await read(), bufferBytes)).equals(content.subarray(3))).toBe(true)
  })

  test('can be read as a normal stream', async () => {
    expect((await buffer((await read()).stream)).equals(content.subarray(3))).toBe(true)
  })
})

test('reuses one connection for several ranges', async () => {
  const before = front.connections
  for (const first of [1, 1_000_000, 2_000_000]) {
    const payload = await stores.https.get(Bucket, 'k', { range: { first, last: first + 500_000 } })
    expect((await filled(payload, 65_536)).equals(content.subarray(first, first + 500_001))).toBe(true)
  }
  expect(front.connections - before).toBeLessThanOrEqual(1)
})
