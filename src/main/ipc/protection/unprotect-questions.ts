import type { Input } from '../../../shared/ipc/contract.ts'
import type { Unprotecting } from '../../../shared/ipc/effects.ts'
import { visibleText } from '../../../shared/texts/hidden-text.ts'
import type { Question, Services } from '../services.ts'

/** The services that protect connections. */
export type Protector = Pick<Services, 'connections' | 'claims' | 'transfers' | 'dialogs'>

type Questions = {
  readonly [C in Unprotecting]: (input: Input<C>, services: Protector) => Question | null
}

/** The questions before a protected connection allows more than before. `null` means there is nothing to ask. */
export const unprotectQuestions: Questions = {
  'connections:edit': ({ connectionId, edited }, { connections }) => {
    const record = connections.recordOf(connectionId)
    if (record === null) return null
    const lost = [
      ...(record.isProduction && !edited.isProduction ? ['production'] : []),
      ...(record.isReadOnly && !edited.isReadOnly ? ['read-only'] : []),
    ].join(' and ')
    if (lost === '') return null
    return {
      message: `Should ${record.label} no longer be ${lost}?`,
      detail: 'Remotejob can then change and delete things there.',
      accept: 'Remove the protection',
    }
  },
  'claims:allow-bucket': ({ claimId }, { connections, claims }) => {
    const record = connections.recordOf(claims.connectionOf(claimId) ?? '')
    if (record === null || !(record.isProduction || record.isReadOnly)) return null
    const { bucket } = claims.claim(claimId)
    return {
      message: `Read from the bucket ${visibleText(bucket ?? '')} with the credentials of ${record.label}?`,
      detail: 'The message of this job names the bucket. It does not belong to the job queue.',
      accept: 'Read from this bucket',
    }
  },
}
