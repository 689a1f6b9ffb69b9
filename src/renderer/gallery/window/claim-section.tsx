import type { Claim } from '../../../shared/jobs/claims.ts'
import { ClaimNotices } from '../../features/jobs/claim/claim-notices.tsx'
import { claim, networkError } from '../../testing/samples.ts'
import { Group } from '../group.tsx'

const { lease } = claim()
const nothing = (): void => undefined

const samples: readonly Partial<Claim>[] = [
  { phase: 'recovered' },
  { phase: 'checking' },
  { duplicate: { is: 'held', jobId: null, at: Date.now() } },
  { deadLetter: { queue: 'thumbnails-dead', maxReceives: 3 } },
  { bucket: 'another-bucket', messageError: { ...networkError, code: 'MESSAGE_FOREIGN_BUCKET' } },
  { unopened: 2 },
  { lease: { ...lease, error: networkError } },
  { lease: { ...lease, state: 'lost', error: null } },
  {
    error: { code: 'DISK_FULL', message: 'The disk is full.', hint: 'Free up some space.', retryable: true },
  },
]

/** The notices about a claim. */
export function ClaimSection() {
  return (
    <Group label="Notices about a claim" variant="column">
      {samples.map((sample, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- they never change
        <ClaimNotices key={index} claim={claim(sample)} again={{ label: 'Save again', run: nothing }} />
      ))}
    </Group>
  )
}
