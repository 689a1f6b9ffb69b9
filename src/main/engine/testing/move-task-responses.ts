import type { IncomingMessage } from 'node:http'
import type { CannedResponse, ScriptedProxy } from './proxies/scripted-proxy.ts'

/** The calls about move tasks, which the test server does not have. */
export type MoveCall = 'ListMessageMoveTasks' | 'StartMessageMoveTask' | 'CancelMessageMoveTask'

/** Returns the name of the SQS call that a request makes. */
export const actionOf = (request: IncomingMessage): string =>
  String(request.headers['x-amz-target']).replace('AmazonSQS.', '')

export const json = (status: number, body: unknown): CannedResponse => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify(body),
})

/** The response to ListMessageMoveTasks. */
export const tasks = (...list: readonly object[]): CannedResponse => json(200, { Results: list })

/** Responds to a call with each of the responses in turn, then repeats the last one. */
export function respondInTurn(
  proxy: ScriptedProxy,
  call: MoveCall,
  ...list: readonly CannedResponse[]
): void {
  for (const [index, response] of list.entries()) {
    const isLast = index === list.length - 1
    let given = false
    proxy.respond((request) => {
      if (actionOf(request) !== call || (given && !isLast)) return false
      given = true
      return true
    }, response)
  }
}
