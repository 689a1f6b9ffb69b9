import { useEffect, useRef, useState } from 'react'
import { observeCommands, runCommand, useCommands } from '../../ui/commands/commands.ts'
import { toastInfo } from '../../ui/feedback/toast-store.ts'
import { Palette } from './palette-dialog.tsx'
import type { PaletteEntry } from './palette-entries.ts'
import { rememberCommand, rememberEntry } from './recent.ts'
import { ShortcutsSheet } from './shortcuts-sheet.tsx'

/**
 * Opens the palette (Ctrl+K) and the sheet of shortcuts (?). Mount it once. Neither is loaded on demand,
 * because text typed while it loads would be lost.
 */
export function CommandPalette() {
  const [open, setOpen] = useState<'palette' | 'shortcuts' | null>(null)
  useCommands({
    'show-palette': () => setOpen('palette'),
    'show-shortcuts': () => setOpen('shortcuts'),
  })
  useEffect(() => observeCommands({ refused: toastInfo, ran: rememberCommand }), [])
  // The chosen entry runs once the dialog is closed and the focus is restored. Commands do not run
  // behind a dialog.
  const chosen = useRef<PaletteEntry | null>(null)
  useEffect(() => {
    if (open !== null || chosen.current === null) return
    const entry = chosen.current
    chosen.current = null
    // Runs before the next keystroke, which may be meant for a field that the entry opens.
    queueMicrotask(() => run(entry))
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
  target.destination.show()
}
