import type { CreationOutcome } from '../../../../shared/queues/creation.ts'
import { Notice } from '../../../ui/feedback/notice.tsx'

/** Shows what was created and what was not, after creation has failed. */
export function OutcomeNotice({ outcome }: { readonly outcome: CreationOutcome }) {
  const { created, failed, notCreated } = outcome
  if (failed === null) return null
  const { resource, isCreated, error } = failed
  return (
    <Notice
      tone="danger"
      title={
        isCreated
          ? `The ${resource.kind} ${resource.name} was created, but not with all its settings.`
          : `The ${resource.kind} ${resource.name} was not created.`
      }
    >
      <p>
        {error.message} {error.hint}
      </p>
      <p>{created.length === 0 ? 'Nothing else was created.' : `Created: ${names(created)}.`}</p>
      {notCreated.length === 0 ? null : <p>Not created: {names(notCreated)}.</p>}
      <p>“Check again” shows what exists now, and continues from there.</p>
    </Notice>
  )
}

function names(list: readonly { readonly name: string }[]): string {
  return list.map(({ name }) => name).join(', ')
}
