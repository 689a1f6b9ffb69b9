import type { PreviewContent as Content } from '../../../shared/files/previews.ts'
import { PreviewContent } from '../../features/preview/preview-content.tsx'
import styles from '../gallery.module.css'
import { Group } from '../group.tsx'

const nothing = (): void => undefined
const text = { kind: 'text', encoding: 'UTF-8', shown: 120, isCut: false, isUnpacked: false } as const

const samples: readonly (readonly [string, Content])[] = [
  ['A text', { ...text, syntax: 'plain', text: 'The first line\nand a second one\twith a tab' }],
  [
    'JSON, folded',
    { ...text, syntax: 'json', text: '{"name":"Cat Montage","sizes":[120,240],"done":true,"note":null}' },
  ],
  [
    'A table',
    { ...text, syntax: 'csv', text: 'name,size,done\ncat.jpg,2400,yes\ndog.jpg,1800,no\n', isCut: true },
  ],
  [
    'An archive',
    {
      kind: 'archive',
      format: 'zip',
      total: 3,
      entries: [
        { name: 'scans/', size: null },
        { name: 'scans/page-01.png', size: 48_200 },
        { name: 'notes.txt', size: 312 },
      ],
    },
  ],
  [
    'Other bytes',
    { kind: 'hex', bytes: btoa(String.fromCodePoint(...Array.from({ length: 96 }, (_, at) => at))) },
  ],
  ['An empty file', { kind: 'empty' }],
  ['No preview', { kind: 'none', reason: 'This image is too large for a preview.' }],
]

/** One preview of each kind that needs no server. */
export function PreviewsSection() {
  return (
    <div className={styles.tiles}>
      {samples.map(([label, content]) => (
        <Group key={label} label={label} variant="column">
          <PreviewContent preview={{ id: 'p'.repeat(43), size: 12_400, content }} onRetry={nothing} />
        </Group>
      ))}
    </div>
  )
}
