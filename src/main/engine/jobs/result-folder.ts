import type { StoredDetail } from './job-store.ts'

/** Values for the folder of a job's files. None of them is safe for use in a path. */
export interface FolderInfo {
  readonly fileName: string
  readonly jobId: string
  /** The `path` field: where the sender had the file, with `/`. */
  readonly path: string | null
}

/** Returns the folder for the files of a job, if the user chooses none. Creates it. */
export type FolderOf = (info: FolderInfo) => Promise<string>

export function factsOf({ job, fields }: Pick<StoredDetail, 'job' | 'fields'>): FolderInfo {
  return { fileName: job.fileName, jobId: job.messageId ?? String(job.id), path: fields['path'] ?? null }
}
