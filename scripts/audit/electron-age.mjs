// @ts-check

/** The number of major versions of Electron that get security fixes. */
const supportedMajors = 3

/**
 * Explains why this Electron must not ship: it is so old that it no longer gets Chromium's fixes.
 *
 * @param {string} ours such as 45.4.1
 * @param {string} newest the newest release
 * @returns {string | undefined}
 */
export function electronProblem(ours, newest) {
  const [major, newestMajor] = [ours, newest].map((version) => Number.parseInt(version, 10))
  if (major === undefined || newestMajor === undefined || Number.isNaN(major + newestMajor)) {
    return `“${ours}” or “${newest}” is not a version of Electron.`
  }
  const oldest = newestMajor - supportedMajors + 1
  if (major >= oldest) return undefined
  return `Electron ${ours} no longer gets security fixes. Update it to ${oldest} or newer; the newest is ${newest}.`
}
