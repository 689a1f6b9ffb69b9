import { useEffect, useRef, useState } from 'react'
import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { Search } from 'lucide-react'
import { observeCommands, runCommand, useCommands, useCommandStates } from '../../ui/commands.ts'
import { Kbd } from '../../ui/controls/kbd.tsx'
import { toastInfo } from '../../ui/feedback/toast-store.ts'
import { ForeignText } from '../../ui/foreign-text.tsx'
import { useOpenDialog } from '../../ui/layout/open-dialogs.ts'
import { useKnownPlaces } from '../../ui/places.ts'
import styles from './command-palette.module.css'
import { matchingEntries, paletteCommands, paletteEntries, type PaletteEntry } from './palette-entries.ts'
import { recentEntries, rememberCommand, rememberEntry } from './recent.ts'
import { ShortcutsSheet } from './shortcuts-sheet.tsx'

/** Opens the palette (Ctrl+K) and the sheet of shortcuts (?). Mount it once. */
export function CommandPalette() {
  const [open, setOpen] = useState<'palette' | 'shortcuts' | null>(null)
  useCommands({
    'show-palette': () => setOpen('palette'),
    'show-shortcuts': () => setOpen('shortcuts'),
  })
  useEffect(() => observeCommands({ refused: toastInfo, ran: rememberCommand }), [])
  // What was chosen runs once the dialog is gone and the focus is back, because nothing runs behind a dialog.
  const chosen = useRef<PaletteEntry | null>(null)
  useEffect(() => {
    if (open !== null || chosen.current === null) return
    const entry = chosen.current
    chosen.current = null
    const timer = setTimeout(() => run(entry))
    return () => clearTimeout(timer)
  }, [open])
  if (open === 'shortcuts') return <ShortcutsSheet onClose={() => setOpen(null)} />
  if (open === null) return null
  return (
    <Palette
      onClose={() => setOpen(null)}
      onChoose={(entry) => {
        chosen.current = entry
        setOpen(null)
      }}
    />
  )
}

function run({ id, target }: PaletteEntry): void {
  if ('command' in target) {
    runCommand(target.command)
    return
  }
  rememberEntry(id)
  target.place.show()
}

interface PaletteProps {
  readonly onClose: () => void
  readonly onChoose: (entry: PaletteEntry) => void
}

function Palette({ onClose, onChoose }: PaletteProps) {
  useOpenDialog()
  const [query, setQuery] = useState('')
  const states = useCommandStates(paletteCommands)
  const places = useKnownPlaces()
  const [recent] = useState(recentEntries)
  const entries = matchingEntries(paletteEntries(states, places, recent), query)
  return (
    <Dialog.Root open onOpenChange={(next) => (next ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup className={styles.popup} aria-label="Find a command">
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
