import { vi } from 'vitest'

/** The size of an upload's parts: the smallest that S3 accepts. */
export const partSize = 5_242_880

/** The size of a download's ranges. */
export const rangeSize = 1_048_576

// Splits payloads that are at least two of these parts or ranges long. Import this before anything that
// imports the engine. The plans for real sizes have their own tests.
vi.mock('../uploads/part-plan.ts', async (original) => ({
  ...(await original<typeof import('../uploads/part-plan.ts')>()),
  multipartFromBytes: 10_485_760,
  partBytes: () => 5_242_880,
}))
vi.mock('../downloads/range-plan.ts', () => ({
  rangedFromBytes: 2_097_152,
  rangeBytesOf: () => 1_048_576,
}))
