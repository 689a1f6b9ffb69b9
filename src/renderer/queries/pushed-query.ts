import { queryOptions, type QueryKey } from '@tanstack/react-query'

/**
 * A query whose data main pushes on every change: fetched once, never stale. A push that arrives during the
 * fetch is newer than the fetched data and wins.
 */
export function pushedQuery<T, const K extends QueryKey>(queryKey: K, fetch: () => Promise<T>) {
  return queryOptions<T, Error, T, K>({
    queryKey,
    queryFn: async ({ client }) => {
      const pushesBefore = client.getQueryState(queryKey)?.dataUpdateCount ?? 0
      const fetched = await fetch()
      const state = client.getQueryState<T>(queryKey)
      const pushed = (state?.dataUpdateCount ?? 0) > pushesBefore ? state?.data : undefined
      return pushed ?? fetched
    },
    staleTime: Infinity,
  })
}
