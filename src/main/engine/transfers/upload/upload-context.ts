import type { TransferThreads } from '../../aws/threads/transfer-threads.ts'
import type { SmallFileReader } from '../../files/small-file-reader.ts'
import type { TransferLimits } from '../../limits/transfer-limits.ts'
import type { TransferJournal } from '../transfer-journal.ts'
import type { TransferChange } from '../transfer-record.ts'

/** The services of the transfer list for an upload. */
export interface UploadContext {
  readonly journal: TransferJournal
  readonly limits: TransferLimits
  readonly reader?: SmallFileReader | undefined
  readonly threads?: TransferThreads | undefined
  change(change: TransferChange): void
  /** Releases its slot, because no more bytes will be transferred. */
  release(): void
  /** Resolves once its message may be sent. Rejects with the signal's reason. */
  holdBack(signal: AbortSignal): Promise<void>
}
