import { claimFileName } from './claim-file-name.ts'
import type { ClaimList } from './claim-list.ts'
import { connectedQueue, messageError, payloadAddress } from './claim-record.ts'
import type { ClaimRecord } from './claim-record.ts'
import { toEngineError } from '../errors/to-engine-error.ts'

/**
 * Requests the details of a claim's payload from S3, and shows them or the error on the claim. Skips messages
 * with an error, and foreign buckets until the user has allowed them.
 */
export async function inspectPayload(
  record: ClaimRecord,
  list: ClaimList,
  signal: AbortSignal,
): Promise<void> {
  if (messageError(record.job) !== null && !record.bucketAllowed) return
  try {
    const { bucket, key } = payloadAddress(record)
    const { size, contentType, modifiedAt, fields } = await connectedQueue(record).describeObject(
      bucket,
      key,
      {
        signal,
      },
    )
    if (modifiedAt !== null && record.events[0]?.what !== 'stored')
      record.events.unshift({ at: modifiedAt, what: 'stored', detail: null })
    list.change(record, {
      payload: { size, contentType, modifiedAt },
      payloadError: null,
      fileName: claimFileName(record.job, fields),
    })
  } catch (thrown) {
    const error = toEngineError(thrown)
    if (error.code !== 'CANCELLED') list.change(record, { payloadError: error })
  }
}
