import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { open, truncate, writeFile } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { get, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { close, listen } from '../../engine/testing/servers.ts'
import { temporaryFolder } from '../testing/harness.ts'
import { sendBytes } from './send-bytes.ts'

const bytes = randomBytes(5_000_001)
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let path: string
let file: FileHandle

beforeEach(async () => {
  folder = await temporaryFolder()
  path = join(folder.path, 'file')
  await writeFile(path, bytes)
  file = await open(path, 'r')
})
afterEach(async () => {
  await file.close()
  await folder[Symbol.asyncDispose]()
})

/** Requests a response that `send` writes and `read` reads. Rejects if one of them does. */
async function exchange(
  send: (response: ServerResponse) => Promise<void>,
  read: (response: IncomingMessage) => Promise<void>,
): Promise<void> {
  const sending = Promise.withResolvers<void>()
  const server = await listen((_request, response) => {
    send(response).then(sending.resolve, sending.reject)
  })
  const { port } = server.address() as AddressInfo
  const [response] = (await once(get({ host: '127.0.0.1', port }), 'response')) as [IncomingMessage]
  const reading = read(response)
  await Promise.allSettled([reading, sending.promise])
  await close(server)
  await sending.promise
  await reading
}

test.each([
  [0, bytes.length - 1],
  [0, 0],
  [524_288, 1_048_576],
  [4_999_999, 5_000_000],
])('sends the bytes from %i to %i', async (start, end) => {
  await exchange(
    (response) => sendBytes(file, { start, end }, response),
    async (response) => {
      expect((await buffer(response)).equals(bytes.subarray(start, end + 1))).toBe(true)
    },
  )
})

test('fails if the client disconnects', async () => {
  // More than the system's buffers hold.
  const size = 64 * 1_048_576
  await truncate(path, size)
  const sending = exchange(
    (response) => sendBytes(file, { start: 0, end: size - 1 }, response),
    async (response) => {
      await once(response, 'readable')
      response.destroy()
    },
  )
  await expect(sending).rejects.toThrow(/disconnected|destroyed|ECONNRESET|EPIPE/)
})

test('fails if the file is shorter than its object', async () => {
  const sending = exchange(
    (response) =>
      sendBytes(file, { start: 0, end: bytes.length }, response).finally(() => response.destroy()),
    async (response) => void (await buffer(response)),
  )
  await expect(sending).rejects.toThrow('shorter')
})
