import type { ArchiveEntry } from '../../../shared/files/previews.ts'
import { visibleText } from '../../../shared/texts/hidden-text.ts'
import { formatBytes } from '../../ui/text/format.ts'
import { ForeignText } from '../../ui/text/foreign-text.tsx'
import styles from './preview.module.css'

/** Lists the files in an archive without unpacking it. */
export function ArchivePreview({ entries }: { readonly entries: readonly ArchiveEntry[] }) {
  if (entries.length === 0) return <p className={styles.message}>This archive is empty.</p>
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
    <section className={styles.scroll} tabIndex={0} aria-label="Files in the archive">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" className={styles.number}>
              Size
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ name, size }, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- an archive may have the same name twice
            <tr key={index}>
              <td className={styles.name} title={visibleText(name, true)}>
                <ForeignText text={name} isName />
              </td>
              <td className={styles.number}>{size === null ? 'Folder' : formatBytes(size)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
