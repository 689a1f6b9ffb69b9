/** A version as in https://semver.org, without build metadata. */
export const versionPattern =
  /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:-([0-9A-Za-z-]{1,30}(?:\.[0-9A-Za-z-]{1,30}){0,9}))?$/

/** True if `version` comes after `other`. An unreadable version never does, and nothing comes after one. */
export function isNewer(version: string, other: string): boolean {
  const [one, two] = [partsOf(version), partsOf(other)]
  return one !== null && two !== null && compareParts(one, two) > 0
}

interface Parts {
  readonly numbers: readonly string[]
  /** Empty for a final version. */
  readonly prerelease: readonly string[]
}

function partsOf(version: string): Parts | null {
  const found = versionPattern.exec(version)
  if (found === null) return null
  const [, major = '', minor = '', patch = '', prerelease] = found
  return { numbers: [major, minor, patch], prerelease: prerelease?.split('.') ?? [] }
}

function compareParts(one: Parts, other: Parts): number {
  const order = compareLists(one.numbers, other.numbers)
  if (order !== 0) return order
  // A final version comes after its prereleases.
  if (one.prerelease.length === 0 || other.prerelease.length === 0)
    return other.prerelease.length - one.prerelease.length
  return compareLists(one.prerelease, other.prerelease)
}

/** Compares identifier by identifier. Of two lists that begin alike, the longer one comes later. */
function compareLists(one: readonly string[], other: readonly string[]): number {
  for (const [index, identifier] of one.entries()) {
    const against = other[index]
    const order = against === undefined ? 1 : compareIdentifiers(identifier, against)
    if (order !== 0) return order
  }
  return one.length - other.length
}

/** Numbers come before text. Text is compared by its bytes. */
function compareIdentifiers(one: string, other: string): number {
  const [isNumber, isOtherNumber] = [one, other].map((text) => /^\d+$/.test(text))
  if (isNumber && isOtherNumber) return Number(one) - Number(other)
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1
  return one < other ? -1 : one > other ? 1 : 0
}
