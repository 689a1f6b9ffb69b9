import type { WireError } from '../../../shared/errors.ts'
import type { FolderFile, LinkOut, ListOptions } from './walk-folder.ts'

/** What the thread gets when it starts. */
export interface ListRequest {
  readonly folder: string
  readonly options: ListOptions
}

/** An answer of the thread: some files, then the rest of the listing or the error. */
export type ListAnswer =
  | { readonly files: readonly FolderFile[] }
  | {
      readonly unreadable: readonly { readonly relativePath: string; readonly error: WireError }[]
      readonly linksOut: readonly LinkOut[]
      readonly systemFiles: number
    }
  | { readonly error: WireError }
