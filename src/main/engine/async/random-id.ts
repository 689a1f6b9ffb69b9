import { randomUUID } from 'node:crypto'

/**
 * Returns a new UUID for something that stays in memory. The text from `randomUUID` is a tree of its 16 bytes,
 * which takes 450 bytes.
 */
export function randomId(): string {
  return Buffer.from(randomUUID(), 'latin1').toString('latin1')
}
