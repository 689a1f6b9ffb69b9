import { vi } from 'vitest'

// Uses parts and ranges of 64 KiB for payloads of 128 KiB or more, so that small jobs have many of them.
// Import this before anything that imports the engine.
vi.mock('../../src/main/engine/uploads/part-plan.ts', async (original) => ({
  ...(await original<typeof import('../../src/main/engine/uploads/part-plan.ts')>()),
  multipartFromBytes: 131_072,
  partBytes: () => 65_536,
}))
vi.mock('../../src/main/engine/downloads/range-plan.ts', () => ({
  rangedFromBytes: 131_072,
  rangeBytesOf: () => 65_536,
}))
