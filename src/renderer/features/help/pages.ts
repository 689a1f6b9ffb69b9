import type { DocPage } from './doc-page.ts'

const files = import.meta.glob<DocPage>(['../../../../README.md', '../../../../docs/*.md'], {
  eager: true,
  import: 'page',
})

/** What a new user reads first. The others follow by their titles. */
const first = ['Remotejob', 'Install', 'Connect to AWS', 'Permissions', 'Connect to your own server']

/** The pages of the documentation, in the order of their list. */
export const docPages: readonly DocPage[] = Object.values(files).toSorted(
  (one, other) => rankOf(one) - rankOf(other) || (one.title < other.title ? -1 : 1),
)

function rankOf({ title }: DocPage): number {
  const rank = first.indexOf(title)
  return rank === -1 ? first.length : rank
}
