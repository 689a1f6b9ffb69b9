import type { JobQueue } from '../../job-queue/job-queue.ts'
import type { MultipartJournal } from '../../uploads/multipart-journal.ts'
import { multipartFromBytes } from '../../uploads/part-plan.ts'
import type { PlannedUpload } from '../transfer-journal.ts'

/**
 * Removes what an upload has stored in parts. Parts that cannot be removed now stay in the journal and are
 * removed when the connection is ready again. @throws EngineError
 */
export async function abandonParts(
  queue: JobQueue | null,
  multipart: MultipartJournal,
  { id, size }: PlannedUpload,
  timeoutMs: number,
): Promise<void> {
  if (queue === null || size < multipartFromBytes) return
  const found = await multipart.find(id)
  if (found === null) return
  await queue.abortMultipart(found.upload, { signal: AbortSignal.timeout(timeoutMs) })
  await multipart.end(found.upload.uploadId)
}
