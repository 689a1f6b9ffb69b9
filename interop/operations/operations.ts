import { claimOperations } from './claim-operations.ts'
import { deadLetterOperations } from './dead-letter-operations.ts'
import { objectOperations } from './object-operations.ts'
import type { Operation } from './operation.ts'
import { sendOperations } from './send-operations.ts'

/** All operations of the engine, by description. */
export const operations: Readonly<Record<string, Operation>> = {
  ...objectOperations,
  ...sendOperations,
  ...claimOperations,
  ...deadLetterOperations,
}
