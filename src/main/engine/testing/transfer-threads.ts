import type { TransferThreads } from '../aws/threads/transfer-threads.ts'

/** The source of the transfer threads, which plain Node can run. */
export const transferWorkerUrl = new URL('../aws/threads/transfer-worker.ts', import.meta.url)

/** The threads that the suites for large bodies use. Default: none, so that the main thread does everything. */
export const testThreads: { current: TransferThreads | undefined } = { current: undefined }
