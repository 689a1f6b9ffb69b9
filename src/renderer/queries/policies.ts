import { mutationOptions, queryOptions } from '@tanstack/react-query'
import type { Input } from '../../shared/ipc/contract.ts'
import { call } from '../ipc/client.ts'

/** The policy for some job queues and a role. */
export const policyQuery = (input: Input<'policies:make'>) =>
  queryOptions({
    queryKey: ['policy', input],
    queryFn: () => call('policies:make', input),
    staleTime: 60_000,
    // The old policy stays on screen until the new one has loaded.
    placeholderData: (before: Awaited<ReturnType<typeof call<'policies:make'>>> | undefined) => before,
  })

export const savePolicy = () =>
  mutationOptions({
    mutationKey: ['policies:save'],
    mutationFn: (input: Input<'policies:save'>) => call('policies:save', input),
    meta: { errorShownInPlace: true },
  })
