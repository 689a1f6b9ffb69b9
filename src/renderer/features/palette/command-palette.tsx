import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { observeCommands, runCommand, useCommands } from '../../ui/commands/commands.ts'
import { toastInfo } from '../../ui/feedback/toast-store.ts'
import { useOpenDialog } from '../../ui/layout/open-dialogs.ts'
import type { PaletteEntry } from './palette-entries.ts'
import { rememberCommand, rememberEntry } from './recent.ts'
import { ShortcutsSheet } from './shortcuts-sheet.tsx'

const loadPalette = () => import('./palette-dialog.tsx').then(({ Palette }) => ({ default: Palette }))
const Palette = lazy(loadPalette)

/** Opens the palette (Ctrl+K) and the sheet of shortcuts (?). Mount it once. */
export function CommandPalette() {
  const [open, setOpen] = useState<'palette' | 'shortcuts' | null>(null)
  useCommands({
    'show-palette': () => setOpen('palette'),
    'show-shortcuts': () => setOpen('shortcuts'),
  })
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette(), 2_000)
    return () => clearTimeout(timer)
  }, [])
  useEffect(() => observeCommands({ refused: toastInfo, ran: rememberCommand }), [])
  // The chosen entry runs once the dialog is closed and the focus is restored. Commands do not run
  // behind a dialog.
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
    <Suspense fallback={<Loading />}>
      <Palette
        onClose={() => setOpen(null)}
        onChoose={(entry) => {
          chosen.current = entry
          setOpen(null)
        }}
      />
    </Suspense>
  )
}

/** Counts as a dialog, so that what is typed ahead runs no command. */
function Loading(): null {
  useOpenDialog()
  return null
}

function run({ id, target }: PaletteEntry): void {
  if ('command' in target) {
    runCommand(target.command)
    return
  }
  rememberEntry(id)
  target.destination.show()
}
