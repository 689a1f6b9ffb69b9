import '../testing/small-parts.ts'
import { afterAll, describe } from 'vitest'
import { TransferThreads } from '../aws/threads/transfer-threads.ts'
import { testThreads, transferWorkerUrl } from '../testing/transfer-threads.ts'

const threads = new TransferThreads(transferWorkerUrl)
afterAll(() => threads.close())

// Every suite that moves large bodies must also pass with the transfer threads.
testThreads.current = threads

describe.each([
  ['ranged-download', () => import('../downloads/ranged-download.test.ts')],
  ['multipart-upload', () => import('../uploads/multipart-upload.test.ts')],
  ['saves', () => import('./saves.test.ts')],
] as const)('with transfer threads: %s', async (_, load) => {
  await load()
})
