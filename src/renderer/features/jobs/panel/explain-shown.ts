import { toastInfo } from '../../../ui/feedback/toast-store.ts'

interface Opened {
  readonly opened: number
  /** The names of the results that were only shown in their folder. */
  readonly shownInFolder: readonly string[]
}

/** Explains why results were shown in their folder instead of opened. */
export function explainShown({ opened, shownInFolder }: Opened): void {
  const [first] = shownInFolder
  if (first === undefined) return
  toastInfo(
    shownInFolder.length === 1
      ? `${first} is shown in its folder`
      : opened === 0
        ? `${shownInFolder.length} files are shown in their folder`
        : `${opened} opened, ${shownInFolder.length} shown in their folder`,
    'Programs, web pages and files of unknown types are only shown in their folder. Of many files, only the first few are opened.',
  )
}
