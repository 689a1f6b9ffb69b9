import type { Agent, ClientRequest } from 'node:http'

/** The maximum number of responses, such as `100 Continue`, before the final one. S3 sends at most one. */
export const maxInterimResponses = 16

/**
 * The method of an agent that receives every request. Node does not document it, but keeps it stable for third-party
 * agents.
 */
interface RequestTaker {
  addRequest(request: ClientRequest, ...rest: unknown[]): void
}

/**
 * Aborts a request if the server does not stop sending interim responses, because each one restarts the idle timeout.
 */
export function limitInterimResponses<A extends Agent>(agent: A): A {
  const taker = agent as unknown as RequestTaker
  const add = taker.addRequest.bind(agent)
  taker.addRequest = (request, ...rest) => {
    let count = 0
    request.on('information', () => {
      count += 1
      const error = new Error('The server sent too many interim responses.')
      if (count > maxInterimResponses) request.destroy(Object.assign(error, { code: 'EPROTO' }))
    })
    add(request, ...rest)
  }
  return agent
}
