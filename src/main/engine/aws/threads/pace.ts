/** Limits the speed of a body. */
export interface Pace {
  /** Waits until this many more bytes may pass. */
  pace(bytes: number): Promise<void>
  /** How many bytes to ask for at a time. `Infinity` means that there is no limit. */
  readonly stepBytes: number
}

/** Lets any number of bytes pass. */
export const unlimitedPace: Pace = { pace: () => Promise.resolve(), stepBytes: Infinity }

/** Returns how many bytes a thread may move before it has to ask for more. */
export function firstAllowance({ stepBytes }: Pace): number {
  return stepBytes === Infinity ? Infinity : 0
}

/** Waits until more than the `moved` bytes may pass. Returns how many of `total` may pass in all. */
export async function nextAllowance(pace: Pace, moved: number, total: number): Promise<number> {
  const { stepBytes } = pace
  if (stepBytes === Infinity) return Infinity
  const step = Math.min(stepBytes, total - moved)
  await pace.pace(step)
  return moved + step
}
