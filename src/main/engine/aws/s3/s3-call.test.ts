import { afterEach, expect, test } from 'vitest'
import { createClients } from '../transport/clients.ts'
import { S3Objects } from './s3-objects.ts'

const nobody = 'http://127.0.0.1:9'
const clients = createClients({
  region: 'us-west-1',
  credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  s3Endpoint: nobody,
  sqsEndpoint: nobody,
})
afterEach(() => clients.close())

test('a key or bucket with half of a character is not blamed on the server', async () => {
  const objects = new S3Objects(clients)
  const calls = [
    objects.get('jobs', 'a\uD83D'),
    objects.head('jobs', '\uDC00b'),
    objects.remove('jobs', 'a/\uD800/b'),
    objects.copy(
      { bucket: 'jobs', key: '\uD83D' },
      { bucket: 'jobs', key: 'b', contentType: null, metadata: {} },
    ),
  ]
  for (const call of calls) {
    await expect(call).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(/ failed: the key is not valid text\.$/) as string,
    })
  }
  await expect(objects.get('jobs\uD83D', 'a')).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    message: 'Reading the payload failed: the bucket is not valid text.',
  })
})
