import type { DocBlock, DocPage } from './doc-page.ts'

const files = import.meta.glob<DocPage>(['../../../../README.md', '../../../../docs/*.md'], {
  eager: true,
  import: 'page',
})

/** The sections of the README that are for users. The others are for developers, who read it elsewhere. */
const forUsers: ReadonlySet<string> = new Set(['Remotejob', 'Features', 'First steps'])

/** The titles of the pages for new users, in order. The others follow alphabetically. */
const first = ['Remotejob', 'Install', 'Connect to AWS', 'Permissions', 'Connect to your own server']

/** The pages of the documentation, in the order of the list. */
export const docPages: readonly DocPage[] = Object.values(files)
  .map((page) => (page.name === 'README' ? { ...page, blocks: blocksForUsers(page.blocks) } : page))
  .toSorted((one, other) => rankOf(one) - rankOf(other) || (one.title < other.title ? -1 : 1))

function rankOf({ title }: DocPage): number {
  const rank = first.indexOf(title)
  return rank === -1 ? first.length : rank
}

function blocksForUsers(blocks: readonly DocBlock[]): readonly DocBlock[] {
  let section = ''
  return blocks.filter((block) => {
    if (block.kind === 'heading' && block.level <= 2) section = block.text
    return forUsers.has(section)
  })
}
