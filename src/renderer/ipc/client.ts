import type { Channel } from '../../shared/ipc/channels.ts'
import type { Input, Output, Reply } from '../../shared/ipc/contract.ts'
import type { ErrorCode, Remedy, WireError } from '../../shared/errors.ts'

/** An error returned by main. */
export class RemotejobError extends Error {
  readonly code: ErrorCode
  /** What the user can do next. Empty if nothing helps. */
  readonly hint: string
  readonly retryable: boolean
  /** The action that fixes the error, or `null`. */
  readonly remedy: Remedy | null

  constructor(error: WireError) {
    super(error.message)
    this.name = 'RemotejobError'
    this.code = error.code
    this.hint = error.hint
    this.retryable = error.retryable
    this.remedy = error.remedy ?? null
  }
}

export function unwrap<T>(reply: Reply<T>): T {
  if (reply.ok) return reply.value
  throw new RemotejobError(reply.error)
}

/** Calls main. Returns the value or throws a {@link RemotejobError}. */
export async function call<C extends Channel>(channel: C, input: Input<C>): Promise<Output<C>> {
  return unwrap(await window.remotejob.invoke(channel, input))
}

type CancellableChannel = {
  [C in Channel]: C extends 'request:cancel' ? never : Input<C> extends { requestId: string } ? C : never
}[Channel]

/** Like {@link call}, for calls that may take a long time. Aborting the signal cancels the call in main. */
export async function callCancellable<C extends CancellableChannel>(
  channel: C,
  input: Omit<Input<C>, 'requestId'>,
  { signal }: { readonly signal: AbortSignal },
): Promise<Output<C>> {
  signal.throwIfAborted()
  const requestId = crypto.randomUUID()
  const cancel = (): void => {
    // The call may already have finished. Then there is nothing to cancel.
    void window.remotejob.invoke('request:cancel', { requestId })
  }
  signal.addEventListener('abort', cancel, { once: true })
  try {
    return await call(channel, { ...input, requestId } as Input<C>)
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}
