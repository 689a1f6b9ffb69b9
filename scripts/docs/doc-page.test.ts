import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { projectFolder } from '../setup/project.mjs'
import { docPage } from './doc-page.mjs'

const link = (text: string, target: Partial<Record<'address' | 'page' | 'anchor', string>>) => ({
  kind: 'link',
  address: null,
  page: null,
  anchor: null,
  ...target,
  inline: [text],
})
const text = (content: string) => ({ kind: 'text', inline: [content] })

it('converts the elements of the documentation', () => {
  const markdown = [
    '# What’s `new`?',
    '<!-- made by a script -->',
    '![A picture](pictures/one.png)',
    '',
    'One **bold** line &amp; another',
    'of [limits](limits.md#sizes), [here](#new), [npm](https://www.npmjs.com/), [code](../src/index.ts), https://s3.example.org.',
    '',
    '2. first',
    '3. second',
    '   - inner',
    '',
    '| a | b |',
    '| - | - |',
    '| `x` | y |',
    '',
    '```sh',
    'npm start',
    '```',
  ].join('\n')
  expect(docPage(markdown, 'news')).toEqual({
    name: 'news',
    title: 'What’s new?',
    blocks: [
      {
        kind: 'heading',
        level: 1,
        id: 'whats-new',
        text: 'What’s new?',
        inline: ['What’s ', { kind: 'code', text: 'new' }, '?'],
      },
      {
        kind: 'text',
        inline: [
          'One ',
          { kind: 'strong', inline: ['bold'] },
          ' line & another of ',
          link('limits', { page: 'limits', anchor: 'sizes' }),
          ', ',
          link('here', { anchor: 'new' }),
          ', ',
          link('npm', { address: 'https://www.npmjs.com/' }),
          ', ',
          link('code', {}),
          ', ',
          'https://s3.example.org',
          '.',
        ],
      },
      {
        kind: 'list',
        start: 2,
        items: [[text('first')], [text('second'), { kind: 'list', start: null, items: [[text('inner')]] }]],
      },
      { kind: 'table', head: [['a'], ['b']], rows: [[[{ kind: 'code', text: 'x' }], ['y']]] },
      { kind: 'code', text: 'npm start' },
    ],
  })
})

it('every link between pages works', async () => {
  const names = (await readdir(join(projectFolder, 'docs'))).filter((name) => name.endsWith('.md'))
  const files = ['README.md', ...names.map((name) => join('docs', name))]
  const pages = new Map<string, { anchors: string[]; links: string[] }>()
  for (const file of files) {
    const { name, blocks } = docPage(
      await readFile(join(projectFolder, file), 'utf8'),
      file.replace(/^docs\/|\.md$/g, ''),
    )
    const json = JSON.stringify(blocks)
    pages.set(name.replace(/\.md$/, ''), {
      anchors: [...json.matchAll(/"kind":"heading","level":\d,"id":"([^"]+)"/g)].map(([, id = '']) => id),
      links: [...json.matchAll(/"page":(?:"([^"]+)"|null),"anchor":(?:"([^"]+)"|null)/g)].flatMap(
        ([, page, anchor]) =>
          page === undefined && anchor === undefined ? [] : [`${page ?? ''}#${anchor ?? ''}`],
      ),
    })
  }
  const broken = [...pages].flatMap(([name, { links }]) =>
    links.filter((link) => {
      const [page = '', anchor = ''] = link.split('#')
      const target = pages.get(page === '' ? name : page)
      // ARCHITECTURE.md and others are for developers, and not in the window.
      if (target === undefined) return !/^[A-Z]+$/.test(page)
      return anchor !== '' && !target.anchors.includes(anchor)
    }),
  )
  expect(broken).toEqual([])
  expect(pages.size).toBeGreaterThan(5)
})
