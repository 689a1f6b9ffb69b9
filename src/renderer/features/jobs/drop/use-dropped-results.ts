import { useEffect, useState } from 'react'
import type { Claim } from '../../../../shared/jobs/claims.ts'
import { toastError } from '../../../ui/feedback/toast-store.ts'
import { claimStage, isDamaged } from '../claim/claim-state.ts'

interface Dropped {
  readonly claimId: string
  readonly files: readonly File[]
}

/**
 * Returns a handler for files dropped on a job. It calls `open` as soon as the job can be finished, for
 * example after its payload has been saved, or says why it cannot.
 */
export function useDroppedResults(
  claims: readonly Claim[] | undefined,
  open: (claimId: string, files: readonly File[]) => void,
): (claimId: string, files: readonly File[]) => void {
  const [dropped, setDropped] = useState<Dropped | null>(null)
  const claim = claims?.find(({ id }) => id === dropped?.claimId)
  const next = claim === undefined ? 'wait' : nextStep(claim)

  useEffect(() => {
    if (dropped === null || next === 'wait') return
    setDropped(null)
    if (next === 'open') open(dropped.claimId, dropped.files)
    else toastError(next)
    // oxlint-disable-next-line react/exhaustive-deps -- `open` may change on each render.
  }, [dropped, next])

  return (claimId, files) => setDropped({ claimId, files })
}

const elsewhere = 'The files were not used. Drop them outside the panel to submit them as new jobs.'

/** Shown if files were dropped on a job that is no longer held. */
export const lostResult = { message: "This job's lease was lost.", hint: elsewhere }

const damagedResult = { message: "This job's message is damaged.", hint: elsewhere }
const finishedResult = { message: 'This job is already finished.', hint: elsewhere }
const waitingResult = { message: 'This job is waiting for its connection.', hint: elsewhere }

function nextStep(claim: Claim): 'wait' | 'open' | typeof lostResult {
  if (isDamaged(claim)) return damagedResult
  switch (claimStage(claim)) {
    case 'busy':
      return 'wait'
    case 'held':
      return 'open'
    case 'lost':
      return lostResult
    case 'finished':
      return finishedResult
    case 'waiting':
      return waitingResult
  }
}
