import { describe } from 'vitest'
import { clientDefaults } from '../testing/servers.ts'

// Every suite that sends requests must also pass without the fast path.
clientDefaults.fastPath = false

describe.each([
  ['job-queue', () => import('../job-queue/job-queue.test.ts')],
  ['batches-of-jobs', () => import('./batches-of-jobs.test.ts')],
  ['sqs-queue', () => import('../aws/sqs/sqs-queue.test.ts')],
  ['bad-input', () => import('./bad-input.test.ts')],
  ['send-batcher', () => import('../aws/sqs/send-batcher.test.ts')],
  ['s3-errors', () => import('./s3-errors.test.ts')],
  ['outages', () => import('./outages.test.ts')],
  ['original-package', () => import('./original-package.test.ts')],
  ['request-counter', () => import('../aws/middleware/request-counter.test.ts')],
  ['transfers', () => import('../transfers/transfers.test.ts')],
] as const)('with the SDK alone: %s', async (_, load) => {
  await load()
})
