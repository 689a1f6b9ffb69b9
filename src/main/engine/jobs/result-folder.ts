import type { StoredDetail } from './job-store.ts'

/** Values for the folder that holds a job's files. They are not safe to use in a path. */
export interface FolderInfo {
  readonly fileName: string
  readonly jobId: string
  /** The `path` field: the file's path on the sender's computer, with `/`. */
  readonly path: string | null
}

/** Returns the folder for a job's files unless the user chooses one. Creates it. */
export type FolderOf = (info: FolderInfo) => Promise<string>

export function folderInfoOf({ job, fields }: Pick<StoredDetail, 'job' | 'fields'>): FolderInfo {
  return { fileName: job.fileName, jobId: job.messageId ?? String(job.id), path: fields['path'] ?? null }
}
