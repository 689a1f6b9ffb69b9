import type { GrantedFile, OutgoingFile } from '../../../shared/files/granted-files.ts'
import { draftProblem, fieldsOf, type FieldDraft } from '../../ui/controls/field-drafts.ts'
import { formatBytes, plural } from '../../ui/text/format.ts'

/** The user's input for one file. */
export interface FileEdit {
  /** `null` keeps the file's own name. */
  readonly name: string | null
  /** The file's own fields, which replace the shared ones. `null` for none. */
  readonly drafts: readonly FieldDraft[] | null
  /** `null` uses the shared delay. */
  readonly delay: string | null
}

export const unchanged: FileEdit = { name: null, drafts: null, delay: null }

/** The user's input. */
export interface SheetState {
  readonly edits: Readonly<Record<string, FileEdit>>
  readonly drafts: readonly FieldDraft[]
  /** Seconds, as typed. */
  readonly delay: string
}

export const maxDelaySeconds = 900
/** The maximum size of an object's metadata in S3. */
const maxFieldBytes = 2_048

/** Returns what is wrong with a typed delay, or `null`. An empty delay means none. */
export function delayProblem(typed: string): string | null {
  const text = typed.trim()
  if (text === '') return null
  return /^\d{1,3}$/.test(text) && Number(text) <= maxDelaySeconds ? null : 'Enter 0 to 900 seconds.'
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

/** True if everything that was entered can be sent. */
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

/** Converts the files to what main expects, with their own fields only. */
export function outgoing(files: readonly GrantedFile[], { edits }: SheetState): OutgoingFile[] {
  return files.map((file) => {
    const { name, drafts: own, delay } = edits[file.token] ?? unchanged
    const given = (name ?? '').trim()
    return {
      token: file.token,
      name: file.kind === 'folder' || given === '' || given === file.name ? null : given,
      fields: own === null ? {} : fieldsOf(own),
      ...(delay !== null && { delaySeconds: secondsOf(delay) }),
    }
  })
}

/** Returns the names that several files share, so that the list can show their folders. */
export function sharedNames(files: readonly GrantedFile[]): ReadonlySet<string> {
  const seen = new Set<string>()
  const shared = new Set<string>()
  for (const { name } of files) (seen.has(name) ? shared : seen).add(name)
  return shared
}

/** Formats a total such as `5 files, 3 MB`. Folders have no known size. */
export function totalText(files: readonly GrantedFile[]): string {
  const size = files.reduce((sum, file) => sum + (file.size ?? 0), 0)
  const isMore = files.some((file) => file.size === null && file.files > 0)
  return `${isMore ? 'More than ' : ''}${formatBytes(size)}`
}

/** Returns warnings to show before the files are sent, as sentences. */
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
    ...(bytes <= maxFieldBytes
      ? []
      : ['The fields are longer than the 2 KB that S3 stores with an object. Shorten them.']),
  ]
}
