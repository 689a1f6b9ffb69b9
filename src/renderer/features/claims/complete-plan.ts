import type { GrantedFile, OutgoingFile } from '../../../shared/ipc/contract.ts'
import type { JobFields } from '../../../shared/jobs.ts'

/** A picked result file with the name it will be stored under. */
export interface ResultFile {
  readonly granted: GrantedFile
  readonly name: string
}

/** An extra field as it is being typed. */
export interface DraftField {
  readonly id: number
  readonly name: string
  readonly value: string
}

const reserved = new Set(['key', 'body', 'bucket'])

/** What is wrong with a field's name, or `null`. */
export function fieldProblem(draft: DraftField, drafts: readonly DraftField[]): string | null {
  const name = draft.name.trim()
  if (name === '') return draft.value === '' ? null : 'Give this field a name.'
  if (reserved.has(name.toLowerCase())) return `“${name}” is used by the protocol. Choose another name.`
  const twin = drafts.find((other) => other.id !== draft.id && sameName(other.name, name))
  return twin === undefined ? null : 'This name is there twice.'
}

function sameName(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase()
}

/** The fields as main takes them; empty rows fall away. */
export function fieldsOf(drafts: readonly DraftField[]): JobFields {
  return Object.fromEntries(
    drafts.map((draft) => [draft.name.trim(), draft.value] as const).filter(([name]) => name !== ''),
  )
}

/** The files as main takes them; an unchanged name is left to the file itself. */
export function outgoing(files: readonly ResultFile[]): OutgoingFile[] {
  return files.map(({ granted, name }) => {
    const given = name.trim()
    return { token: granted.token, name: given === '' || given === granted.name ? null : given, fields: {} }
  })
}
