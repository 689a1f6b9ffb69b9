/** Waits until everything has settled or the signal fires. Never rejects. */
export async function settledOrAborted(
  deadline: AbortSignal,
  work: readonly Promise<unknown>[],
): Promise<void> {
  const over = new Promise((resolve) => deadline.addEventListener('abort', resolve, { once: true }))
  await Promise.race([Promise.allSettled(work), over])
}
