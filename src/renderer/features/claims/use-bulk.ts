import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import type { Input } from '../../../shared/ipc/contract.ts'
import type { Claim } from '../../../shared/claims.ts'
import { actOnClaims } from '../../queries/claims.ts'
import { toastError } from '../../ui/feedback/toast-store.ts'
import { claimStage } from './claim-state.ts'

export type BulkAction = keyof typeof failureTexts

const failureTexts = {
  'save-and-acknowledge': 'could not be saved',
  acknowledge: 'could not be acknowledged',
  release: 'could not be released',
} as const satisfies Partial<Record<Input<'claims:bulk'>['action'], string>>

/** The claims selected for bulk actions, and the actions. Only held claims can be selected. */
export function useBulk(shown: readonly Claim[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const bulk = useMutation(actOnClaims())
  const available = shown.filter((claim) => claimStage(claim) === 'held')
  const selected = available.filter((claim) => ids.has(claim.id))

  function act(action: BulkAction) {
    const claimIds = selected.map((claim) => claim.id)
    bulk.mutate(
      { claimIds, action },
      {
        onSuccess: ({ failed }) => {
          setIds(new Set(failed.map(({ claimId }) => claimId)))
          const [first] = failed
          if (first === undefined) return
          const message = `${failed.length} of ${claimIds.length} jobs ${failureTexts[action]}.`
          toastError({ message, hint: first.error.message })
        },
      },
    )
  }

  return {
    selected,
    available: available.length,
    selectedIds: new Set(selected.map((claim) => claim.id)),
    busy: bulk.isPending,
    act,
    toggle(claim: Claim) {
      const next = new Set(ids)
      if (!next.delete(claim.id)) next.add(claim.id)
      setIds(next)
    },
    selectAll: () => setIds(new Set(available.map((claim) => claim.id))),
    clear: () => setIds(new Set()),
  }
}
