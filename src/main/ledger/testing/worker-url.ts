/** The source of the worker thread, which plain Node can run. */
export const workerUrl = new URL('../worker/ledger-worker.ts', import.meta.url)
