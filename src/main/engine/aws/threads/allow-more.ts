import { nextAllowance, type Pace } from './pace.ts'
import type { ThreadReply } from './thread-message.ts'
import type { TransferThread } from './transfer-thread.ts'

/** Lets a thread's waiting request move more bytes once the speed limit allows it. `total` is its body size. */
export function grantAllowance(
  thread: TransferThread,
  { id, bytes }: Extract<ThreadReply, { readonly type: 'moved' | 'waiting' }>,
  pace: Pace,
  total: number,
): void {
  nextAllowance(pace, bytes, total).then(
    (allowance) => thread.post({ type: 'allow', id, allowance }),
    // The call was cancelled, which drops the request too.
    () => undefined,
  )
}
