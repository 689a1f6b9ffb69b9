import type { StoredObject } from '../../../shared/files/objects.ts'
import { useCommands, type CommandHandler } from '../../ui/commands/commands.ts'
import { copyText } from '../../ui/copy-text.ts'
import { toastSuccess } from '../../ui/feedback/toast-store.ts'
import { plural } from '../../ui/text/format.ts'
import type { FileSelection } from './use-file-selection.ts'

interface FileCommandsOptions {
  readonly objects: readonly StoredObject[]
  /** The files that the actions apply to. */
  readonly selected: readonly StoredObject[]
  /** The file with the focus. */
  readonly current: StoredObject | null
  readonly selection: FileSelection
  readonly isBusy: boolean
  readonly onSave: () => void
  readonly onSubmit: () => void
}

/** Registers the commands for the list and for the selected files. */
export function useFileCommands(options: FileCommandsOptions): void {
  const { objects, selected, current, selection, isBusy, onSave, onSubmit } = options
  const some = (run: () => void, title: string): CommandHandler => ({
    run,
    title,
    enabled: selected.length > 0 && !isBusy,
    reason: selected.length === 0 ? 'Select a file first.' : 'The last action is not finished yet.',
  })

  function move(by: number) {
    const at = selection.current === null || current === null ? -1 : objects.indexOf(current)
    const next = objects[Math.max(0, Math.min(objects.length - 1, at + by))]
    if (next !== undefined) selection.choose(next.key, 'only')
  }

  function copyKeys() {
    if (copyText(selected.map(({ key }) => key).join('\n')))
      toastSuccess(`${plural(selected.length, 'key')} copied`)
  }

  useCommands({
    'next-row': () => move(1),
    'previous-row': () => move(-1),
    'select-all': selection.chooseAll,
    save: some(onSave, selected.length > 1 ? 'Save…' : 'Save as…'),
    'submit-again': some(onSubmit, 'Submit again…'),
    'copy-text': some(copyKeys, selected.length > 1 ? 'Copy keys' : 'Copy key'),
  })
}
