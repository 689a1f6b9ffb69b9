import { visibleText } from '../../../shared/hidden-text.ts'
import { toastManager } from './toast-store.ts'

/** What the Undo command takes back now. */
interface Undoable {
  readonly until: number
  readonly run: () => void
}

let current: Undoable | null = null

/** A toast with a detail stays at least this long, so that it can be read. An Undo that is too late says so. */
const readMs = 8_000

/** Shows what was done, with an Undo that is offered until then. */
export function toastUndo(title: string, until: number, run: () => void, detail = ''): void {
  const undoable: Undoable = {
    until,
    run: () => {
      if (current === undoable) current = null
      toastManager.close(id)
      run()
    },
  }
  current = undoable
  toastManager.add({
    id,
    title: visibleText(title),
    description: visibleText(detail),
    actionProps: { children: 'Undo', onClick: undoable.run },
    data: { tone: 'success' },
    timeout: Math.max(detail === '' ? 1_000 : readMs, until - Date.now()),
  })
}

/** Lets the Undo command take back what was done last, where it is on screen with its own Undo. */
export function offerUndo(until: number, run: () => void): void {
  const undoable: Undoable = {
    until,
    run: () => {
      if (current === undoable) current = null
      run()
    },
  }
  current = undoable
}

/** Undoes what was done last, if that is still possible. Returns whether it was. */
export function undoLast(): boolean {
  const undoable = current
  if (undoable === null || undoable.until <= Date.now()) return false
  undoable.run()
  return true
}

/** There is one toast at a time. */
const id = 'toast'
