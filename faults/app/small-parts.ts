import { vi } from 'vitest'

// Parts and ranges of 64 KiB from 128 KiB on, so that a handful of jobs with many of each is played in a moment.
// Imported before all that imports the engine.
vi.mock('../../src/main/engine/uploads/part-plan.ts', async (original) => ({
  ...(await original<typeof import('../../src/main/engine/uploads/part-plan.ts')>()),
  multipartFromBytes: 131_072,
  partBytes: () => 65_536,
}))
vi.mock('../../src/main/engine/downloads/range-plan.ts', () => ({
  rangedFromBytes: 131_072,
  rangeBytesOf: () => 65_536,
}))
