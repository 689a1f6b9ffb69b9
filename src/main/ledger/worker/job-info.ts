import { cutText } from '../../../shared/texts/cut-text.ts'
import type { SqlValue } from './connection.ts'

/** The description of a job. Every writer that adds a job provides it. */
export interface JobInfo {
  readonly name: string
  readonly fileName: string
  /** In bytes, or `null` if it is unknown. */
  readonly size: number | null
}

/** The columns of {@link JobInfo}. */
export const infoColumns = ['name', 'file_name', 'size'] as const

/** Returns the values of {@link infoColumns}. The names may come from a message, so they are truncated. */
export function infoValues({ name, fileName, size }: JobInfo): SqlValue[] {
  return [cutText(name), cutText(fileName), size]
}
