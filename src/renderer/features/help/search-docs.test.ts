import { expect, it } from 'vitest'
import { helpLinks } from '../../../shared/help-links.ts'
import type { DocPage } from './doc-page.ts'
import { docPages } from './pages.ts'
import { searchDocs, searchWords } from './search-docs.ts'

const text = (content: string) => ({ kind: 'text', inline: [content] }) as const
const heading = (content: string) =>
  ({ kind: 'heading', level: 2, id: content.toLowerCase(), text: content, inline: [content] }) as const

const page: DocPage = {
  name: 'guide',
  title: 'Guide',
  blocks: [
    heading('Guide'),
    text(
      `Start here. ${'Filler words. '.repeat(20)}The lease of a claim renews itself. ${'More text. '.repeat(20)}`,
    ),
    heading('Leases'),
    { kind: 'list', start: null, items: [[text('A claim is held for a while')]] },
    { kind: 'table', head: [['code']], rows: [[[{ kind: 'code', text: 'ExpiredToken' }]]] },
  ],
}

const found = (query: string) => searchDocs([page], searchWords(query)).map(({ heading }) => heading)

it('finds sections that contain all words, even in lists and tables, with matching headings first', () => {
  expect(found('claim LEASE')).toEqual(['Leases', 'Guide'])
  expect(found('expiredtoken')).toEqual(['Leases'])
  expect(found('lease penguin')).toEqual([])
  expect(found('  ')).toEqual([])
})

it('shows the text around the word', () => {
  const [result] = searchDocs([page], searchWords('renews'))
  expect(result?.snippet).toMatch(/^… .*The lease of a claim renews itself\. .* …$/)
  expect(result?.snippet.length).toBeLessThan(180)
})

it("contains the repository's documentation, with links that the window can open", () => {
  const names = docPages.map(({ name }) => name)
  expect(names[0]).toBe('README')
  const headings = docPages[0]?.blocks.flatMap((block) => (block.kind === 'heading' ? [block.text] : []))
  expect(headings).toEqual(['Remotejob', 'Features', 'First steps'])
  expect(names).toEqual(expect.arrayContaining(['limits', 'protocol', 'reliability']))
  const addresses = [...JSON.stringify(docPages).matchAll(/"address":"([^"]+)"/g)].map(
    ([, address = '']) => address,
  )
  expect(new Set(addresses)).toEqual(new Set(Object.values(helpLinks)))
})
