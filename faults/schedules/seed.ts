/** Returns a test file's seed: `--seed` or the current time, plus that file's offset. */
export function seedOf(offset: number): number {
  const given = process.env['FAULTS_SEED']
  return given === undefined ? (Date.now() + offset) % 2 ** 31 : Number(given) + offset
}
