import { PackageCheck } from 'lucide-react'
import { Button } from '../../../ui/controls/button.tsx'
import { plural } from '../../../ui/text/format.ts'
import { useView } from '../../../ui/view/view.ts'
import { everywhere } from '../all/scope.ts'
import { allOf } from '../list/selection.ts'
import { useSaveResults } from '../use-save-results.ts'
import styles from './needs-you.module.css'

/** Says how many jobs have results that nobody has saved or opened. */
export function UnsavedResults({ count }: { readonly count: number }) {
  const { show } = useView()
  const { save, isPending } = useSaveResults()
  if (count === 0) return null

  function saveAll() {
    save(
      allOf({
        scope: everywhere,
        filter: 'results',
        text: '',
        from: null,
        to: null,
        group: null,
        sort: { by: 'age', descending: true },
        expanded: [],
      }),
    )
  }

  return (
    <ul className={styles.rows} aria-label="Unsaved results">
      <li className={styles.row} data-tone="good">
        <span className={styles.what}>
          <PackageCheck size={16} strokeWidth={1.75} aria-hidden />
          Results ready
        </span>
        <span className={styles.wide}>{plural(count, 'job has', 'jobs have')} unsaved results.</span>
        <span className={styles.buttons}>
          <Button size="small" busy={isPending} onClick={saveAll}>
            {isPending ? 'Saving…' : 'Save all'}
          </Button>
          <Button size="small" onClick={() => show({ kind: 'results' })}>
            Show
          </Button>
        </span>
      </li>
    </ul>
  )
}
