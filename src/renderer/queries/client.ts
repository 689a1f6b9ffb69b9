import { MutationCache, QueryClient } from '@tanstack/react-query'

declare module '@tanstack/react-query' {
  interface Register {
    mutationMeta: {
      /** The error is shown where the action was asked for, so it must not be shown a second time. */
      readonly errorShownInPlace?: boolean
    }
  }
}

/** The one cache of what main knows. `onError` shows the error of an action that nobody else shows. */
export function createQueryClient(onError: (error: Error) => void): QueryClient {
  return new QueryClient({
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => {
        if (mutation.meta?.errorShownInPlace !== true) onError(error)
      },
    }),
    defaultOptions: {
      // Main decides what is retried and what the network is; the page asks once.
      queries: {
        networkMode: 'always',
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
}
