// @ts-check

/**
 * Runs one step of a long test, and prints its name, result and duration.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} body
 */
export async function step(name, body) {
  const start = performance.now()
  console.log(`${name} …`)
  const result = await body()
  console.log(`${name}: ok (${((performance.now() - start) / 1000).toFixed(0)} s)`)
  return result
}
