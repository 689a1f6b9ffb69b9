import { EngineError } from '../../errors/engine-error.ts'

/** Codes of a 4xx response that the entries would get one by one, too. */
const sameForEach: ReadonlySet<string> = new Set([
  'CREDENTIALS',
  'CREDENTIALS_EXPIRED',
  'ACCESS_DENIED',
  'WRONG_REGION',
  'CLOCK_SKEW',
  'THROTTLED',
])

const unknownAction =
  /Unknown_?(?:Operation|Action)|Invalid_?Action|Unsupported_?(?:Operation|Action)|NotImplemented/i
const missingQueue = /QueueDoesNotExist|NonExistentQueue|QueueDeletedRecently/

/**
 * Why a server rejected a batch as a whole, so that none of its entries was handled and each can get a request of its
 * own. `unsupported`: it does not know this kind of batch. `refused`: it may accept another one, for instance a smaller
 * one. `null`: this is not a refusal.
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
  return status < 500 && !sameForEach.has(error.code) ? 'refused' : null
}
