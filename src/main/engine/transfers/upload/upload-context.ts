import type { TransferThreads } from '../../aws/threads/transfer-threads.ts'
import type { SmallFileReader } from '../../files/small-file-reader.ts'
import type { TransferLimits } from '../../limits/transfer-limits.ts'
import type { TransferJournal } from '../transfer-journal.ts'
import type { TransferChange } from '../transfer-record.ts'

/** What all uploads share. */
export interface UploadServices {
  readonly journal: TransferJournal
  readonly limits: TransferLimits
  readonly reader?: SmallFileReader | undefined
  readonly threads?: TransferThreads | undefined
}

/** What an upload needs from the list of transfers. */
export interface UploadContext {
  readonly services: UploadServices
  change(change: TransferChange): void
  /** Releases its slot, because no more bytes will be transferred. */
  release(): void
  /** Resolves once its message may be sent. Rejects with the signal's reason. */
  holdBack(signal: AbortSignal): Promise<void>
}
