import type { StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs'

type Next = (args: unknown) => Promise<unknown>
type Failure = { readonly $metadata?: { readonly httpStatusCode?: number } }

/**
 * Keeps the SDK from retrying a command that failed without a clear rejection, because the server may have
 * run it anyway.
 */
export function sendOnce(command: StartMessageMoveTaskCommand): void {
  let failure: unknown
  const middleware = (next: Next): Next => {
    return async (args) => {
      if (failure !== undefined) throw failure
      try {
        return await next(args)
      } catch (error) {
        const status = (error as Failure).$metadata?.httpStatusCode ?? 0
        if (status < 400 || status >= 500) failure = error
        throw error
      }
    }
  }
  // Inside the retries, but before the requests are counted.
  const options = { step: 'finalizeRequest', priority: 'normal', name: 'sendOnce' } as const
  command.middlewareStack.add(middleware as never, options)
}
