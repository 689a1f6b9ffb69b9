import type { IncomingMessage } from 'node:http'
import type { Answer, AnsweringProxy } from './proxies/answering-proxy.ts'

/** The calls about move tasks, which the test server does not have. */
export type MoveCall = 'ListMessageMoveTasks' | 'StartMessageMoveTask' | 'CancelMessageMoveTask'

/** Returns the name of the SQS call that a request makes. */
export const actionOf = (request: IncomingMessage): string =>
  String(request.headers['x-amz-target']).replace('AmazonSQS.', '')

export const json = (status: number, body: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify(body),
})

/** The response to ListMessageMoveTasks. */
export const tasks = (...list: readonly object[]): Answer => json(200, { Results: list })

/** Responds to a call with each of the responses in turn, then repeats the last one. */
export function answerInTurn(proxy: AnsweringProxy, call: MoveCall, ...list: readonly Answer[]): void {
  for (const [index, answer] of list.entries()) {
    const isLast = index === list.length - 1
    let given = false
    proxy.answer((request) => {
      if (actionOf(request) !== call || (given && !isLast)) return false
      given = true
      return true
    }, answer)
  }
}
