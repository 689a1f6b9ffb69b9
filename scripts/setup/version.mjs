// @ts-check

/**
 * True if `version` is at least `minimum`, both as `major.minor.patch`. Missing parts are 0. A
 * pre-release is older than its release.
 *
 * @param {string} version
 * @param {string} minimum
 */
export function isAtLeast(version, minimum) {
  const [have, want] = [parts(version), parts(minimum)]
  for (let i = 0; i < 3; i++) {
    const difference = (have.numbers[i] ?? 0) - (want.numbers[i] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return !have.preRelease || want.preRelease
}

/** @param {string} version */
function parts(version) {
  const [core = '', ...rest] = version.trim().replace(/^v/, '').split('-')
  return { numbers: core.split('.').map(Number), preRelease: rest.length > 0 }
}
