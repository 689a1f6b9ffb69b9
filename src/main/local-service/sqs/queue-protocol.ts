import type { ActionInput } from './action-input.ts'
import type { SqsError } from './sqs-error.ts'

/** A parsed call. */
export type QueueCall = { readonly action: string; readonly input: ActionInput }

/** The members of a call's response, by name. */
export type QueueResult = Readonly<Record<string, unknown>>

/** One of the two protocols of SQS. Both support the same calls. */
export type QueueProtocol = {
  readonly contentType: string
  /** Parses the call in a request. `url` is its URL, and `target` is its header `x-amz-target`. */
  read(request: { readonly url: string; readonly target: string; readonly body: string }): QueueCall
  result(action: string, result: QueueResult, requestId: string): string
  error(error: SqsError, requestId: string): string
}
