import { MutationCache, QueryClient, type Mutation } from '@tanstack/react-query'

declare module '@tanstack/react-query' {
  interface Register {
    mutationMeta: {
      /** The error is shown next to the action, so no toast is shown. */
      readonly errorShownInPlace?: boolean
    }
  }
}

/**
 * Creates the cache of main's state. `onError` shows the errors of actions that are not shown in
 * place. Its `retry` repeats the action.
 */
export function createQueryClient(onError: (error: Error, retry: () => void) => void): QueryClient {
  const client: QueryClient = new QueryClient({
    mutationCache: new MutationCache({
      onError: (error, variables, _result, mutation) => {
        if (mutation.meta?.errorShownInPlace === true) return
        onError(error, () => void repeat(client, mutation, variables))
      },
    }),
    defaultOptions: {
      // Main handles retries and network state, so the page tries once.
      queries: {
        networkMode: 'always',
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
  return client
}

/** Repeats an action. If it fails again, the cache reports the new error. */
async function repeat<T>(
  client: QueryClient,
  { options }: Mutation<unknown, unknown, T>,
  variables: T,
): Promise<void> {
  const again = client.getMutationCache().build(client, options)
  await again.execute(variables).catch(() => undefined)
}
