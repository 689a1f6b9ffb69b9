/** Returns the seed of a test file: `--seed` or the current time, plus the offset of that file. */
export function seedOf(offset: number): number {
  const given = process.env['FAULTS_SEED']
  return given === undefined ? (Date.now() + offset) % 2 ** 31 : Number(given) + offset
}
