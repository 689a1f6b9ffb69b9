import { expect, it } from 'vitest'
import { addGrants, noGrants } from './join-grants.ts'

const error = { code: 'FILE_UNREADABLE', message: 'It cannot be read.', hint: '', retryable: false } as const

it('joins replies of any length, and counts refused files beyond 1,000', () => {
  const all = noGrants()
  const refused = Array.from({ length: 150_000 }, (_, index) => ({ name: `${index}`, error }))
  const file = {
    token: '6f0f4d5e-62a2-4d0b-9d3a-4d3f0f6a2c11',
    name: 'a',
    kind: 'file',
    size: 1,
    files: 1,
  } as const
  const files = Array.from({ length: 150_000 }, () => file)
  addGrants(all, { files, refused, moreRefused: 7, leftOut: { systemFiles: 1, links: 2 } })
  addGrants(all, {
    files: [],
    refused: refused.slice(0, 3),
    moreRefused: 0,
    leftOut: { systemFiles: 1, links: 0 },
  })
  expect(all.files).toHaveLength(150_000)
  expect(all.refused).toEqual(refused.slice(0, 1_000))
  expect(all.moreRefused).toBe(149_000 + 7 + 3)
  expect(all.leftOut).toEqual({ systemFiles: 2, links: 2 })
})
