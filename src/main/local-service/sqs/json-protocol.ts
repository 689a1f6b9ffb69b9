import { ActionInput } from './action-input.ts'
import type { QueueProtocol } from './queue-protocol.ts'

/** The prefix of the call's name in the header `x-amz-target`. */
export const targetPrefix = 'AmazonSQS.'

/** The JSON protocol, used by SDKs since the end of 2023. */
export const jsonProtocol: QueueProtocol = {
  contentType: 'application/x-amz-json-1.0',
  read: ({ target, body }) => ({
    action: target.startsWith(targetPrefix) ? target.slice(targetPrefix.length) : target,
    input: ActionInput.parse(body),
  }),
  result: (_action, result) => JSON.stringify(result),
  error: ({ code, message }) => JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message }),
}
