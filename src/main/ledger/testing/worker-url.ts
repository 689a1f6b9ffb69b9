/** The thread's script for plain Node, which runs it as it is. */
export const workerUrl = new URL('../worker/ledger-worker.ts', import.meta.url)
