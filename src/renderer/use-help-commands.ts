import { useMutation } from '@tanstack/react-query'
import { copyDiagnostics } from './queries/app-info.ts'
import { checkForUpdates } from './queries/updates.ts'
import { openAt } from './ui/view/view-anchor.ts'
import { useCommands } from './ui/commands/commands.ts'
import { toastSuccess } from './ui/feedback/toast-store.ts'
import { useHelpLocation } from './ui/view/help-location.ts'
import type { View } from './ui/view/view.ts'

/** The Help menu's commands that show a view or copy something. */
export function useHelpCommands(show: (view: View) => void): void {
  const [, setPlace] = useHelpLocation()
  const { mutate: check } = useMutation(checkForUpdates())
  const { mutate: copy } = useMutation(copyDiagnostics())
  useCommands({
    'show-help': () => show({ kind: 'help' }),
    'show-notices': () => {
      setPlace({ page: 'notices', anchor: null })
      show({ kind: 'help' })
    },
    'show-updates': () => {
      show({ kind: 'settings' })
      openAt('updates')
      check()
    },
    'show-about': () => {
      show({ kind: 'settings' })
      openAt('about')
    },
    'copy-diagnostics': () =>
      copy(undefined, { onSuccess: () => toastSuccess('Diagnostics copied', 'They contain no keys.') }),
  })
}
