import { commandDefinition, commandIds, commandSections } from '../../../shared/command-list.ts'
import { commandState } from '../../ui/commands/commands.ts'
import { Kbd } from '../../ui/controls/kbd.tsx'
import { Dialog } from '../../ui/layout/dialog.tsx'
import styles from './shortcuts-sheet.module.css'

interface Line {
  readonly id: string
  readonly title: string
  readonly keys: readonly string[]
}

const groups = commandSections.map((section) => ({
  section,
  ids: commandIds.filter((id) => {
    const { section: own, keys = [] } = commandDefinition(id)
    return own === section && keys.length > 0
  }),
}))

const destinations: Line = {
  id: 'destinations',
  title: 'Queue or view 1 to 9',
  keys: ['Mod+1', 'Mod+9'],
}
const menu: Line = { id: 'menu', title: 'Menu of the selected row', keys: ['Shift+F10'] }

/** All keyboard shortcuts, by section. */
export function ShortcutsSheet({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" size="wide" onClose={onClose}>
      {/* Takes the focus, so that the arrow keys scroll and Esc closes at once. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/prefer-tag-over-role -- it scrolls in a small window, and has no form fields */}
      <div className={styles.columns} role="group" aria-label="All shortcuts" tabIndex={0}>
        {groups.map(({ section, ids }) => {
          const lines: Line[] = ids
            .map((id) => commandState(id))
            .map(({ id, keys }) => ({ id, title: commandDefinition(id).title, keys }))
          if (section === 'Go to') lines.unshift(destinations)
          if (section === 'List') lines.push(menu)
          return lines.length === 0 ? null : (
            <section key={section} className={styles.group} aria-label={section}>
              <h3 className={styles.heading}>{section}</h3>
              <dl className={styles.lines}>
                {lines.map(({ id, title, keys }) => (
                  <div key={id} className={styles.line}>
                    <dt>{title.replace(/…$/, '')}</dt>
                    <dd className={styles.keys}>
                      {keys.map((key, index) => (
                        <span key={key}>
                          {index === 0 ? null : (
                            <span className={styles.or}>{id === 'destinations' ? '–' : 'or'}</span>
                          )}
                          <Kbd shortcut={key} />
                        </span>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          )
        })}
      </div>
    </Dialog>
  )
}
