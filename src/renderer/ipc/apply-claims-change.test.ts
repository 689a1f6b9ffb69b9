import { expect, it } from 'vitest'
import { claim } from '../testing/samples.ts'
import { applyClaimsChange } from './apply-claims-change.ts'

const [a, b] = [claim({ id: 'a', order: 1 }), claim({ id: 'b', order: 2 })]
const known = { revision: 5, claims: [b, a] }

it('adds, replaces and removes claims, newest first', () => {
  const [c, newA] = [claim({ id: 'c', order: 3 }), claim({ id: 'a', order: 1, activity: 'saving' })]
  const next = applyClaimsChange(known, { since: 5, revision: 8, claims: [c, newA], removed: ['b', 'x'] })
  expect(next).toEqual({ revision: 8, claims: [c, newA] })
})

it('keeps the identity of unchanged claims', () => {
  const next = applyClaimsChange(known, {
    since: 5,
    revision: 6,
    claims: [claim({ id: 'b', order: 2, activity: 'saving' })],
    removed: [],
  })
  expect(next?.claims[1]).toBe(a)
})

it('applies a change that starts before the known revision, and ignores one that ends before it', () => {
  const change = { claims: [], removed: ['a'] }
  expect(applyClaimsChange(known, { ...change, since: 2, revision: 6 })?.claims).toEqual([b])
  expect(applyClaimsChange(known, { ...change, since: 2, revision: 5 })).toBe(known)
})

it('reports a missing change', () => {
  expect(applyClaimsChange(known, { since: 6, revision: 7, claims: [], removed: [] })).toBeNull()
})
