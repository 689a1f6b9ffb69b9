import { useState } from 'react'
import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { Search } from 'lucide-react'
import { useCommandStates } from '../../ui/commands/commands.ts'
import { Kbd } from '../../ui/controls/kbd.tsx'
import { ForeignText } from '../../ui/text/foreign-text.tsx'
import { useOpenDialog } from '../../ui/layout/open-dialogs.ts'
import { useInitialFocus } from '../../ui/layout/use-initial-focus.ts'
import { useKnownDestinations } from '../../ui/view/destinations.ts'
import styles from './command-palette.module.css'
import { matchingEntries, paletteCommands, paletteEntries, type PaletteEntry } from './palette-entries.ts'
import { recentEntries } from './recent.ts'

interface PaletteProps {
  readonly onClose: () => void
  readonly onChoose: (entry: PaletteEntry) => void
}

/** The palette's dialog. */
export function Palette({ onClose, onChoose }: PaletteProps) {
  useOpenDialog()
  const focus = useInitialFocus()
  const [query, setQuery] = useState('')
  const states = useCommandStates(paletteCommands)
  const destinations = useKnownDestinations()
  const [recent] = useState(recentEntries)
  const entries = matchingEntries(paletteEntries(states, destinations, recent), query)
  return (
    <Dialog.Root open onOpenChange={(next) => (next ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup {...focus} className={styles.popup} aria-label="Find a command">
          <Autocomplete.Root
            inline
            open
            mode="none"
            items={entries}
            value={query}
            onValueChange={(value, { reason }) => {
              if (reason !== 'item-press') setQuery(value)
            }}
            autoHighlight="always"
            itemToStringValue={({ title }: PaletteEntry) => title}
          >
            <div className={styles.field}>
              <Search size={16} aria-hidden />
              <Autocomplete.Input
                className={styles.input}
                aria-label="Find a command, a queue or a view"
                placeholder="Find a command, a queue or a view"
                maxLength={200}
              />
            </div>
            <Autocomplete.List className={styles.list}>
              {(entry: PaletteEntry) => (
                <Autocomplete.Item
                  key={entry.id}
                  value={entry}
                  className={styles.item}
                  disabled={!entry.enabled}
                  onClick={() => onChoose(entry)}
                >
                  <span className={styles.title}>
                    <ForeignText text={entry.title} />
                  </span>
                  <span className={styles.detail}>{entry.reason ?? entry.detail}</span>
                  {entry.keys === null ? null : <Kbd shortcut={entry.keys} />}
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
            <Autocomplete.Empty className={styles.empty}>
              {entries.length === 0 ? 'Nothing found' : null}
            </Autocomplete.Empty>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
