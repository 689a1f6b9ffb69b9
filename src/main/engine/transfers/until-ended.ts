import { EngineError } from '../errors/engine-error.ts'
import { isEnded } from './transfer-record.ts'
import type { TransferRecord } from './transfer-record.ts'

/**
 * Resolves once a transfer has ended and nothing of it is under way. `settled` resolves when it can go no further by
 * itself; if it has not ended then, this waits for the user or the connection.
 * @throws EngineError `CANCELLED` when the signal fires during that wait.
 */
export async function untilEnded(
  record: TransferRecord,
  settled: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await settled()
    if (isEnded(record.facts.state)) return
    if (signal.aborted) throw new EngineError('CANCELLED')
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake)
        resolve()
      }
      signal.addEventListener('abort', wake, { once: true })
      record.waiters.push(wake)
    })
  }
}
