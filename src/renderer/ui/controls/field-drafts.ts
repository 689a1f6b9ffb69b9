import type { JobFields } from '../../../shared/jobs/job-fields.ts'

/** A field being edited. */
export interface FieldDraft {
  readonly id: number
  readonly name: string
  readonly value: string
}

const reserved: ReadonlySet<string> = new Set(['key', 'body', 'bucket'])
const headerToken = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/

/**
 * Returns what is wrong with a field's name, or `null`. An empty row is ignored, so it is valid.
 */
export function draftProblem(draft: FieldDraft, all: readonly FieldDraft[]): string | null {
  const name = draft.name.trim().toLowerCase()
  if (name === '') return draft.value.trim() === '' ? null : 'Enter a name for this value.'
  if (reserved.has(name))
    return `A field cannot be named “${name}”. Every job uses this name already. Choose another one.`
  if (!headerToken.test(name)) return 'Use letters, digits, - and _ in the name.'
  const first = all.find((other) => other.name.trim().toLowerCase() === name)
  return first?.id === draft.id ? null : `“${name}” is used twice. Choose another name.`
}

/** Returns the rows' fields. Names are in lower case, as S3 stores them. */
export function fieldsOf(drafts: readonly FieldDraft[]): JobFields {
  return Object.fromEntries(
    drafts
      .filter((draft) => draft.name.trim() !== '')
      .map((draft) => [draft.name.trim().toLowerCase(), draft.value]),
  )
}

export function withNewDraft(drafts: readonly FieldDraft[]): readonly FieldDraft[] {
  return [...drafts, { id: Math.max(0, ...drafts.map((draft) => draft.id)) + 1, name: '', value: '' }]
}
