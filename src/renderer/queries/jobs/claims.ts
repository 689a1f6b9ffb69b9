import { mutationOptions, queryOptions } from '@tanstack/react-query'
import type { Input } from '../../../shared/ipc/contract.ts'
import { call, callCancellable } from '../../ipc/client.ts'
import { pushedQuery } from '../pushed-query.ts'

export const claimsKey = ['claims'] as const

/** All of this session's claims, newest first. */
export const claimsQuery = () => pushedQuery(claimsKey, () => call('claims:list', null))

type ClaimChannel =
  | 'claims:save-and-acknowledge'
  | 'claims:acknowledge'
  | 'claims:release'
  | 'claims:start'
  | 'claims:allow-bucket'
  | 'claims:dismiss'
  | 'claims:show-saved'
  | 'claims:save-message'

const claimMutation = <C extends ClaimChannel>(channel: C) =>
  mutationOptions({
    mutationKey: [channel],
    mutationFn: (claim: Input<C>) => call(channel, claim),
  })

/** Waits for jobs and claims up to `max`. Aborting the signal stops the wait and throws `CANCELLED`. */
export const claimNext = () =>
  mutationOptions({
    mutationKey: ['claims:next'],
    mutationFn: ({ signal, ...input }: { queue: string; status: string; max: number; signal: AbortSignal }) =>
      callCancellable('claims:next', input, { signal }),
  })

/** Applies one action to many claims. */
export const actOnClaims = () =>
  mutationOptions({
    mutationKey: ['claims:bulk'],
    mutationFn: (input: Input<'claims:bulk'>) => call('claims:bulk', input),
  })

/** Sends the messages of acknowledged jobs again, as new jobs. */
export const sendClaimsAgain = () =>
  mutationOptions({
    mutationKey: ['claims:send-again'],
    mutationFn: (input: Input<'claims:send-again'>) => call('claims:send-again', input),
  })

export const saveClaim = () =>
  mutationOptions({
    mutationKey: ['claims:save'],
    mutationFn: (input: Input<'claims:save'>) => call('claims:save', input),
  })

export const completeClaim = () =>
  mutationOptions({
    mutationKey: ['claims:complete'],
    mutationFn: (input: Input<'claims:complete'>) => call('claims:complete', input),
    meta: { errorShownInPlace: true },
  })

export const saveAndAcknowledgeClaim = () => claimMutation('claims:save-and-acknowledge')
export const acknowledgeClaim = () => claimMutation('claims:acknowledge')
export const releaseClaim = () => claimMutation('claims:release')
export const startClaim = () => claimMutation('claims:start')
export const allowClaimBucket = () => claimMutation('claims:allow-bucket')
export const dismissClaim = () => claimMutation('claims:dismiss')
export const saveClaimMessage = () => claimMutation('claims:save-message')

/** A claim's whole message, which never changes. */
export const claimMessageQuery = (claimId: string) =>
  queryOptions({
    queryKey: ['claim-message', claimId],
    queryFn: () => call('claims:message', { claimId }),
    staleTime: Infinity,
    // Not cached, because it can be 1 MiB.
    gcTime: 0,
  })
export const showSavedClaim = () => claimMutation('claims:show-saved')
