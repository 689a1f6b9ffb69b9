import { closeToast, showToast } from './toast-store.ts'

/** Something that was done and can be undone. */
export interface Done<T> {
  /** Those with the same key are summed up in one toast. */
  readonly key: string
  readonly what: T
  readonly count: number
  readonly until: number
  /** The title of the toast, for all that it sums up. */
  readonly title: (count: number, times: number) => string
  readonly undo: (all: readonly T[]) => void
  readonly detail?: string | undefined
}

/** What one Ctrl+Z takes back. */
interface Undoable {
  readonly key: string
  /** More than one if it was done in several parts. */
  readonly parts: readonly Done<unknown>[]
  readonly until: number
}

/** What can be undone, the newest last. */
let pending: readonly Undoable[] = []
/** Whether the toast on screen has an Undo of these. */
let isShown = (): boolean => false
let nextUpdate: ReturnType<typeof setTimeout> | undefined

/** A toast with a detail stays at least this long, so that it can be read. An Undo that is too late says so. */
const readMs = 8_000
/** Parts that follow each other this soon are one action: many jobs are finished in several batches. */
const togetherMs = 2_000

/** Shows what was done, with an Undo that is offered until then, together with the earlier ones of its kind. */
export function toastUndo<T>(done: Done<T>, isPart = false): void {
  const last = stillPending().at(-1)
  const { key, until } = done
  const part = done as Done<unknown>
  // `until` is the same time after each part.
  if (isPart && last?.key === key && until - last.until <= togetherMs) {
    pending = [...pending.slice(0, -1), { key, parts: [...last.parts, part], until }]
  } else pending = [...pending, { key, parts: [part], until }]
  show(key)
}

/** Lets the Undo command take back what was done last, where it is on screen with its own Undo. */
export function offerUndo(until: number, run: () => void): void {
  const part = { key: '', what: null, count: 1, until, title: () => '', undo: run }
  pending = [...stillPending(), { key: '', parts: [part], until }]
}

/** Undoes what was done last, if that is still possible; then what was done before it. Returns whether it was. */
export function undoLast(): boolean {
  const last = stillPending().at(-1)
  if (last === undefined) return false
  undo([last])
  return true
}

function stillPending(): readonly Undoable[] {
  pending = pending.filter(({ until }) => until > Date.now())
  return pending
}

/** Shows what can be undone of one kind. */
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
  // It sums up only what can still be undone.
  nextUpdate = setTimeout(
    () => {
      if (isThisShown()) show(key)
    },
    Math.min(...untils),
  )
}

/** Undoes these, and shows what else of the toast can be undone. */
function undo(these: readonly Undoable[]): void {
  pending = pending.filter((one) => !these.includes(one))
  const parts = these.flatMap((one) => one.parts)
  const newest = parts.at(-1)
  if (newest === undefined) return
  if (newest.key !== '' && isShown()) closeToast()
  newest.undo(parts.map(({ what }) => what))
  const rest = stillPending().findLast(({ key }) => key !== '')
  if (rest !== undefined && newest.key !== '') show(rest.key)
}
