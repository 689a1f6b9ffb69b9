/**
 * The seed of one of the test files: derived from `--seed`, or from the current time. Each file has another
 * `offset`.
 */
export function seedOf(offset: number): number {
  const given = process.env['FAULTS_SEED']
  return given === undefined ? (Date.now() + offset) % 2 ** 31 : Number(given) + offset
}
