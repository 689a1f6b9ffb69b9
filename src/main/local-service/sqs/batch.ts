import type { ActionInput } from './action-input.ts'
import { SqsError } from './sqs-error.ts'

/** Runs `work` for each entry. A rejected entry does not affect the others. */
export function inBatch(
  entries: ReadonlyMap<string, ActionInput>,
  work: (entry: ActionInput) => object,
): { readonly Successful: object[]; readonly Failed: object[] } {
  const [Successful, Failed]: [object[], object[]] = [[], []]
  for (const [Id, entry] of entries) {
    try {
      Successful.push({ Id, ...work(entry) })
    } catch (error) {
      if (!(error instanceof SqsError)) throw error
      Failed.push({ Id, SenderFault: true, Code: error.code, Message: error.message })
    }
  }
  return { Successful, Failed }
}
