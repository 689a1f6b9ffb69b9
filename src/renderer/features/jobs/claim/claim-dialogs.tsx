import type { Claim } from '../../../../shared/jobs/claims.ts'
import { CompleteDialog } from '../complete/complete-dialog.tsx'
import { AcknowledgeDialog } from './acknowledge-dialog.tsx'
import { AllowBucketDialog } from './allow-bucket-dialog.tsx'
import { ReleaseDialog } from './release-dialog.tsx'
import type { Question } from './use-claim-commands.ts'

interface ClaimDialogsProps {
  readonly question: Question
  readonly claim: Claim
  readonly onAcknowledge: (claimId: string) => void
  readonly onRelease: (claimId: string) => void
  readonly onAllowBucket: (claimId: string) => void
  readonly onWithoutResult: (claim: Claim) => void
  readonly onClose: () => void
}

/** Shows the dialog for a claim command that needs one. */
export function ClaimDialogs(props: ClaimDialogsProps) {
  const { question, claim, onAcknowledge, onRelease, onAllowBucket, onWithoutResult, onClose } = props
  const confirm = (act: (claimId: string) => void) => () => {
    act(claim.id)
    onClose()
  }
  switch (question.kind) {
    case 'acknowledge':
      return <AcknowledgeDialog claim={claim} onAcknowledge={confirm(onAcknowledge)} onClose={onClose} />
    case 'release':
      return <ReleaseDialog claims={[claim]} onRelease={confirm(onRelease)} onClose={onClose} />
    case 'allow-bucket':
      return <AllowBucketDialog claim={claim} onAllow={confirm(onAllowBucket)} onClose={onClose} />
    case 'complete':
      return (
        <CompleteDialog
          claim={claim}
          dropped={question.files ?? noFiles}
          onWithoutResult={() => onWithoutResult(claim)}
          onClose={onClose}
        />
      )
  }
}

const noFiles: readonly File[] = []
