import type { ActionInput } from './action-input.ts'
import { SqsError } from './sqs-error.ts'

/** Does `work` for each entry. An entry that is refused does not keep the others back. */
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
