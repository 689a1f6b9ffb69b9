import { describe } from 'vitest'
import { clientDefaults } from '../testing/servers.ts'

// Every suite that sends anything passes with the SDK alone as it does with the lean path.
clientDefaults.fastPath = false

describe.each([
  ['job-queue', () => import('../job-queue/job-queue.test.ts')],
  ['job-batch', () => import('./batches-of-jobs.test.ts')],
  ['sqs-queue', () => import('../aws/sqs/sqs-queue.test.ts')],
  ['bad-input', () => import('./bad-input.test.ts')],
  ['gathered-sends', () => import('../aws/sqs/send-batcher.test.ts')],
  ['s3-answers', () => import('../aws/s3/s3-errors.test.ts')],
  ['outages', () => import('./outages.test.ts')],
  ['peer', () => import('./original-package.test.ts')],
  ['request-counter', () => import('../aws/transport/request-counter.test.ts')],
  ['transfers', () => import('../transfers/transfers.test.ts')],
] as const)('with the SDK alone: %s', async (_, load) => {
  await load()
})
