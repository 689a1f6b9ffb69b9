import type { StoredDetail } from './job-store.ts'

/** Values for the folder of a job's files. None of them is safe for a path. */
export interface FolderFacts {
  readonly fileName: string
  readonly jobId: string
  /** The field `path`: where the sender had the file, with `/`. */
  readonly path: string | null
}

/** The folder that the files of a job are saved into, if the user chooses none. Creates it. */
export type FolderOf = (facts: FolderFacts) => Promise<string>

export function factsOf({ job, fields }: Pick<StoredDetail, 'job' | 'fields'>): FolderFacts {
  return { fileName: job.fileName, jobId: job.messageId ?? String(job.id), path: fields['path'] ?? null }
}
