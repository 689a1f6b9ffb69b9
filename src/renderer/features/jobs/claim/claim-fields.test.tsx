import { render } from '@testing-library/react'
import { expect, test } from 'vitest'
import { claim } from '../../../testing/samples.ts'
import { ClaimFields } from './claim-fields.tsx'
import { ClaimNotices } from './claim-notices.tsx'

const sent = (filename: string) => ({ bucket: 'b', key: 'k', fields: { filename } })

test.each([
  ['what?.txt', 'what_.txt', ', which Windows does not allow)'],
  ['../a.txt', 'a.txt', ', which contains a path)'],
  ['photo.jpg', 'k', 'photo.jpg)'],
])("shows the sender's name %s, and why it is not used", (given, fileName, ending) => {
  const { container } = render(<ClaimFields claim={claim({ ...sent(given), fileName })} />)
  expect(container.textContent).toContain(`(the sender's name is ${given}`)
  expect(container.textContent).toContain(ending)
})

test("shows a tab in the sender's name", () => {
  const { container } = render(<ClaimFields claim={claim({ ...sent('a\tb.txt'), fileName: 'a b.txt' })} />)
  expect(container.textContent).toContain(
    "(the sender's name is aU+0009b.txt, which has tabs or line breaks)",
  )
})

test('gives no reason if the name is used as it is', () => {
  const { container } = render(<ClaimFields claim={claim({ ...sent('a.txt'), fileName: 'a.txt' })} />)
  expect(container.textContent).not.toContain("sender's name")
})

test('says that the name was taken if a file is saved with a number', () => {
  const saved = { fileName: 'a (2).txt', folder: '/tmp' }
  const finished = claim({ ...sent('a.txt'), fileName: 'a.txt', outcome: 'acknowledged', saved })
  const { container } = render(<ClaimNotices claim={finished} />)
  expect(container.textContent).toContain(
    'Its file is saved as a (2).txt (not as a.txt, which another file already has) in /tmp.',
  )
})
