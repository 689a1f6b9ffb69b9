import type { WireError } from '../../../shared/errors.ts'
import type { Inspected } from './inspect-files.ts'
import type { FolderFile, LinkOut, ListOptions } from './walk-folder.ts'

/** A request to the thread: a folder to list, or paths to check. */
export type ListRequest =
  | { readonly folder: string; readonly options: ListOptions }
  | { readonly paths: readonly string[] }

/**
 * A response from the thread. For paths: what they lead to. For a folder: its files in batches, then the rest
 * of the listing or an error.
 */
export type ListResponse =
  | { readonly looked: readonly Inspected[] }
  | { readonly files: readonly FolderFile[] }
  | {
      readonly unreadable: readonly { readonly relativePath: string; readonly error: WireError }[]
      readonly linksOut: readonly LinkOut[]
      readonly systemFiles: number
    }
  | { readonly error: WireError }
