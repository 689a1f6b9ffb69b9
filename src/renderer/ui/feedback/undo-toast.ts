import { closeToast, showToast } from './toast-store.ts'

/** An action that can be undone. */
export interface Done<T> {
  /** Actions with the same key share one toast. */
  readonly key: string
  readonly what: T
  readonly count: number
  readonly until: number
  /** Returns the toast's title for all actions in it. */
  readonly title: (count: number, times: number) => string
  readonly undo: (all: readonly T[]) => void
  readonly detail?: string | undefined
}

/** One Ctrl+Z undoes this. */
interface Undoable {
  readonly key: string
  /** More than one if the action arrived in several parts. */
  readonly parts: readonly Done<unknown>[]
  readonly until: number
}

/** The actions that can be undone, newest last. */
let pending: readonly Undoable[] = []
/** True if the time to undo the last action has passed. */
let isTooLate = false
/** True if the toast on screen offers to undo these. */
let isShown = (): boolean => false
let nextUpdate: ReturnType<typeof setTimeout> | undefined

/**
 * A toast with a detail stays at least this long, so that it can be read. If the user clicks Undo
 * too late, it says so.
 */
const readMs = 8_000
/**
 * Parts that arrive within this time belong to one action. Finishing many jobs takes several
 * batches.
 */
const togetherMs = 2_000

/**
 * Shows a completed action with an Undo button, together with earlier actions of its kind. The
 * button works until `until`.
 */
export function toastUndo<T>(done: Done<T>, isPart = false): void {
  const last = stillPending().at(-1)
  const { key, until } = done
  const part = done as Done<unknown>
  // Parts of one action share the same `until`.
  if (isPart && last?.key === key && until - last.until <= togetherMs) {
    pending = [...pending.slice(0, -1), { key, parts: [...last.parts, part], until }]
  } else pending = [...pending, { key, parts: [part], until }]
  show(key)
}

/** Lets the Undo command undo the last action whose own Undo button is elsewhere on screen. */
export function offerUndo(until: number, run: () => void): void {
  const part = { key: '', what: null, count: 1, until, title: () => '', undo: run }
  pending = [...stillPending(), { key: '', parts: [part], until }]
}

/** Undoes the last action that can still be undone. Returns true if there was one. */
export function undoLast(): boolean {
  const last = stillPending().at(-1)
  if (last === undefined) return false
  undo([last])
  return true
}

/** Says why {@link undoLast} undid nothing. */
export function noUndoText(): string {
  return isTooLate ? 'It is too late to undo the last action.' : 'There is nothing to undo.'
}

function stillPending(): readonly Undoable[] {
  const still = pending.filter(({ until }) => until > Date.now())
  if (still.length < pending.length) isTooLate = true
  pending = still
  return pending
}

/** Shows which actions of one kind can be undone. */
function show(key: string): void {
  clearTimeout(nextUpdate)
  const shown = stillPending().filter((one) => one.key === key)
  const parts = shown.flatMap((one) => one.parts)
  const newest = parts.at(-1)
  if (newest === undefined) return
  const count = parts.reduce((sum, part) => sum + part.count, 0)
  const details = [...new Set(parts.flatMap(({ detail = '' }) => (detail === '' ? [] : [detail])))]
  const untils = shown.map(({ until }) => until - Date.now())
  const isThisShown = showToast({
    title: newest.title(count, shown.length),
    detail: details.join(' '),
    action: { label: 'Undo', run: () => undo(shown) },
    data: { tone: 'success' },
    timeout: Math.max(details.length === 0 ? 1_000 : readMs, ...untils),
  })
  isShown = isThisShown
  if (shown.length < 2) return
  // Counts only actions that can still be undone.
  nextUpdate = setTimeout(
    () => {
      if (isThisShown()) show(key)
    },
    Math.min(...untils),
  )
}

/** Undoes these actions, and shows which other actions in the toast can still be undone. */
function undo(these: readonly Undoable[]): void {
  pending = pending.filter((one) => !these.includes(one))
  isTooLate = false
  const parts = these.flatMap((one) => one.parts)
  const newest = parts.at(-1)
  if (newest === undefined) return
  if (newest.key !== '' && isShown()) closeToast()
  newest.undo(parts.map(({ what }) => what))
  const rest = stillPending().findLast(({ key }) => key !== '')
  if (rest !== undefined && newest.key !== '') show(rest.key)
}
