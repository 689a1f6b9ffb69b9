/**
 * Calls `work` for each item, at most `atOnce` at a time. Returns the results in the same order, or rejects
 * with the first error.
 */
export async function mapConcurrent<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  // All workers share one iterator, so that each takes the next item.
  const remaining = items.entries()
  const take = async (): Promise<void> => {
    for (const [index, item] of remaining) results[index] = await work(item, index)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, take))
  return results
}
