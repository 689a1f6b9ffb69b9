import type { GrantedFile, OutgoingFile } from '../../../shared/files/granted-files.ts'
import { draftProblem, fieldsOf, type FieldDraft } from '../../ui/controls/field-drafts.ts'
import { formatBytes, plural } from '../../ui/text/format.ts'

/** What the user has entered for one file. */
export interface FileEdit {
  /** `null`: its own name. */
  readonly name: string | null
  /** Fields of its own; they replace those of all files. `null`: none. */
  readonly drafts: readonly FieldDraft[] | null
  /** `null`: as for all files. */
  readonly delay: string | null
}

export const unchanged: FileEdit = { name: null, drafts: null, delay: null }

/** What the user has entered. */
export interface SheetState {
  readonly edits: Readonly<Record<string, FileEdit>>
  readonly drafts: readonly FieldDraft[]
  /** Seconds, as typed. */
  readonly delay: string
}

export const longestDelay = 900
/** S3 stores no more as the metadata of an object. */
const mostFieldBytes = 2_048

/** What is wrong with a delay as it is typed, or `null`. Nothing entered means none. */
export function delayProblem(typed: string): string | null {
  const text = typed.trim()
  if (text === '') return null
  return /^\d{1,3}$/.test(text) && Number(text) <= longestDelay ? null : 'Enter 0 to 900 seconds.'
}

export function secondsOf(typed: string): number {
  return typed.trim() === '' ? 0 : Number(typed.trim())
}

export function countOf(files: readonly GrantedFile[]): number {
  return files.reduce((sum, file) => sum + file.files, 0)
}

export function nameOf(file: GrantedFile, edit: FileEdit = unchanged): string {
  return edit.name ?? file.name
}

function fits(drafts: readonly FieldDraft[]): boolean {
  return drafts.every((draft) => draftProblem(draft, drafts) === null)
}

/** Whether everything that was entered can be sent. */
export function isValid(files: readonly GrantedFile[], { edits, drafts, delay }: SheetState): boolean {
  return (
    files.length > 0 &&
    fits(drafts) &&
    delayProblem(delay) === null &&
    files.every((file) => {
      const edit = edits[file.token] ?? unchanged
      return (
        nameOf(file, edit).trim() !== '' && fits(edit.drafts ?? []) && delayProblem(edit.delay ?? '') === null
      )
    })
  )
}

/** The files in the form that main expects. */
export function outgoing(files: readonly GrantedFile[], { edits, drafts }: SheetState): OutgoingFile[] {
  const all = fieldsOf(drafts)
  return files.map((file) => {
    const { name, drafts: own, delay } = edits[file.token] ?? unchanged
    const given = (name ?? '').trim()
    return {
      token: file.token,
      name: file.kind === 'folder' || given === '' || given === file.name ? null : given,
      fields: own === null ? all : { ...all, ...fieldsOf(own) },
      ...(delay !== null && { delaySeconds: secondsOf(delay) }),
    }
  })
}

/** The names that several files have: their folders tell them apart. */
export function sharedNames(files: readonly GrantedFile[]): ReadonlySet<string> {
  const seen = new Set<string>()
  const shared = new Set<string>()
  for (const { name } of files) (seen.has(name) ? shared : seen).add(name)
  return shared
}

/** `5 files, 3 MB`; folders have no known size. */
export function totalText(files: readonly GrantedFile[]): string {
  const size = files.reduce((sum, file) => sum + (file.size ?? 0), 0)
  const isMore = files.some((file) => file.size === null && file.files > 0)
  return `${plural(countOf(files), 'file')}, ${isMore ? 'more than ' : ''}${formatBytes(size)}`
}

/** What the user should know before the files are sent, as sentences. */
export function warnings(files: readonly GrantedFile[], { drafts }: SheetState): string[] {
  const empty = files.filter((file) => file.kind === 'file' && file.size === 0).length
  const shared = sharedNames(files)
  const sameName = files.filter(({ name }) => shared.has(name)).length
  const bytes = new TextEncoder().encode(
    drafts.map(({ name, value }) => (name.trim() === '' ? '' : `${name.trim()}${value}`)).join(''),
  ).length
  return [
    ...(empty === 0 ? [] : [`${plural(empty, 'file is', 'files are')} empty.`]),
    ...(sameName === 0
      ? []
      : [`${plural(sameName, 'file has', 'files have')} the same name as another file.`]),
    ...(bytes <= mostFieldBytes
      ? []
      : ['The fields are longer than the 2 KB that S3 stores with an object. Shorten them.']),
  ]
}
