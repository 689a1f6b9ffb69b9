/** The size of each buffer. */
export const chunkBytes = 512 * 1024

let responses = 0
let free: Buffer[] = []

/**
 * The two buffers of a response that reads the next chunk while it sends one. Responses pass their buffers on to the
 * next ones: the system has to clear new memory, and V8 counts it as garbage to collect. Once nothing is sent any more,
 * none are kept.
 */
export class SendBuffers {
  readonly pair: readonly [Buffer, Buffer]

  /** `bytes` is the length of the response. */
  constructor(bytes: number) {
    responses += 1
    this.pair =
      bytes < chunkBytes ? [Buffer.allocUnsafeSlow(bytes), Buffer.allocUnsafeSlow(bytes)] : [take(), take()]
  }

  /** Gives the buffers back. If they may still be in use, because the client is gone, they are not used again. */
  release(areSent: boolean): void {
    responses -= 1
    if (areSent && this.pair[0].length === chunkBytes) free.push(...this.pair)
    if (responses === 0) free = []
  }
}

function take(): Buffer {
  return free.pop() ?? Buffer.allocUnsafeSlow(chunkBytes)
}
