import { expect, test } from 'vitest'
import { changesOf } from './changes-of.mjs'

const changelog =
  '# Changelog\n\n## Unreleased\n\n- d\n\n## 1.1.0 - 2027-01-02\n\n### Added\n\n- b\n- c\n\n## 1.0.0\n\n- a\n'

test("finds a version's changes", () => {
  expect(changesOf(changelog, '1.1.0')).toBe('### Added\n\n- b\n- c')
  expect(changesOf(changelog, '1.0.0')).toBe('- a')
})

test('rejects a release without changes', () => {
  for (const version of ['1.1', '2.0.0'])
    expect(() => changesOf(changelog, version)).toThrow('no changes for')
})
