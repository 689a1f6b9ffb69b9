import { expect, it } from 'vitest'
import { isNewer } from './version-order.ts'

/** The examples of https://semver.org, in their order. */
const ascending = [
  '0.9.9',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
  '1.0.1',
  '1.2.0',
  '1.10.0',
  '2.0.0',
]

it('orders versions by their numbers, and a final version after its prereleases', () => {
  for (const [index, version] of ascending.entries()) {
    for (const [otherIndex, other] of ascending.entries()) {
      expect(isNewer(version, other), `${version} after ${other}`).toBe(index > otherIndex)
    }
  }
})

it.each(['', '1.0', 'v2.0.0', '2.0.0+build', '2.0.0-', ' 2.0.0', '9999999999.0.0', 'NaN.0.0'])(
  '%j is never newer',
  (version) => {
    expect(isNewer(version, '1.0.0')).toBe(false)
    expect(isNewer('1.0.0', version)).toBe(false)
  },
)
