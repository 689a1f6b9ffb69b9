import type { ActionInput } from './action-input.ts'
import type { SqsError } from './sqs-error.ts'

/** A call as its client made it. */
export type QueueCall = { readonly action: string; readonly input: ActionInput }

/** The members of a call's response, by name. */
export type QueueResult = Readonly<Record<string, unknown>>

/** One of the two ways in which clients speak with SQS. Both make the same calls. */
export type QueueProtocol = {
  readonly contentType: string
  /** Reads the call in a request. `url` and `target` are those of its address and of the header `x-amz-target`. */
  read(request: { readonly url: string; readonly target: string; readonly body: string }): QueueCall
  result(action: string, result: QueueResult, requestId: string): string
  error(error: SqsError, requestId: string): string
}
