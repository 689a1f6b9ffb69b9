/** The seed of one of several shares of the tests: what was asked for, or one of its own. */
export function seedOf(share: number): number {
  const asked = process.env['FAULTS_SEED']
  return asked === undefined ? (Date.now() + share) % 2 ** 31 : Number(asked) + share
}
