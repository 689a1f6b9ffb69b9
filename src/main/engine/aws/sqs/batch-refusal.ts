import { EngineError } from '../../errors/engine-error.ts'

/** Codes of 4xx responses that single entries would get too. */
const notBatchSpecific: ReadonlySet<string> = new Set([
  'CREDENTIALS',
  'CREDENTIALS_EXPIRED',
  'ACCESS_DENIED',
  'WRONG_REGION',
  'CLOCK_SKEW',
  'THROTTLED',
])

const unknownAction =
  /Unknown_?(?:Operation|Action)|Invalid_?Action|Unsupported_?(?:Operation|Action)|NotImplemented/i
const missingQueue = /QueueDoesNotExist|NonExistentQueue/

/**
 * Returns why a server rejected a batch as a whole, so that none of its entries was handled and each can be
 * sent on its own. `unsupported` means that it does not support this kind of batch. `refused` means that it
 * may accept another one, such as a smaller one. `null` means that it was not a rejection.
 */
export function batchRefusal(error: unknown): 'unsupported' | 'refused' | null {
  if (!(error instanceof EngineError)) return null
  const cause = (error.cause ?? {}) as {
    readonly name?: unknown
    readonly message?: unknown
    readonly $metadata?: { readonly httpStatusCode?: number }
  }
  const status = cause.$metadata?.httpStatusCode ?? 0
  if (status < 400 || missingQueue.test(String(cause.name))) return null
  if (unknownAction.test(`${String(cause.name)} ${String(cause.message)}`)) return 'unsupported'
  if (status === 405 || status === 501) return 'unsupported'
  return status < 500 && !notBatchSpecific.has(error.code) ? 'refused' : null
}
