import type { Agent, ClientRequest } from 'node:http'

/** Responses such as `100 Continue` before the final one. S3 sends at most one. */
export const mostInterimResponses = 16

/**
 * The part of an agent that gets every request. Node does not document it, but keeps it stable for third-party
 * agents.
 */
interface RequestTaker {
  addRequest(request: ClientRequest, ...rest: unknown[]): void
}

/** Breaks requests to a server that never stops sending interim responses: each of them restarts the idle timeout. */
export function limitInterimResponses<A extends Agent>(agent: A): A {
  const taker = agent as unknown as RequestTaker
  const add = taker.addRequest.bind(agent)
  taker.addRequest = (request, ...rest) => {
    let count = 0
    request.on('information', () => {
      count += 1
      const error = new Error('The final response never starts.')
      if (count > mostInterimResponses) request.destroy(Object.assign(error, { code: 'EPROTO' }))
    })
    add(request, ...rest)
  }
  return agent
}
