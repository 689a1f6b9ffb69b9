import type { SavedViewState } from '../../shared/view-state.ts'
import { call } from '../ipc/client.ts'
import { onSaveRequested } from '../ipc/save-requested.ts'

type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T

type AnyPart = { [K in keyof SavedViewState]-?: RememberedPart<K> }[keyof SavedViewState]

/** A part of the state that the window remembers. */
export interface RememberedPart<K extends keyof SavedViewState> {
  readonly name: K
  readonly read: () => Frozen<NonNullable<SavedViewState[K]>>
  readonly restore: (saved: NonNullable<SavedViewState[K]>) => void
  /** Calls the listener after each change. */
  readonly onChange: (listener: () => void) => () => void
}

/** Changes within this time are written together. */
const pauseMs = 400

/**
 * Restores all parts, and saves their changes from then on. Await it before the first render, so
 * that the layout does not jump. Without a response within `patienceMs`, the window starts with the
 * default state.
 */
export async function rememberParts(parts: readonly AnyPart[], patienceMs = 1_500): Promise<void> {
  const saved = await Promise.race([
    call('view-state:get', null).catch((): SavedViewState => ({})),
    new Promise<SavedViewState>((resolve) => {
      setTimeout(() => resolve({}), patienceMs)
    }),
  ])
  for (const { name, restore } of parts) {
    const value = saved[name]
    if (value !== undefined) restore(value as never)
  }
  let timer: ReturnType<typeof setTimeout> | null = null
  const write = (isLast: boolean): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const state = Object.fromEntries(parts.map(({ name, read }) => [name, read()]))
    // The state is too large, or the disk is full. The window works without it.
    call('view-state:set', { state, isLast }).catch(() => undefined)
  }
  const writeChanges = (): void => {
    if (timer !== null) write(false)
  }
  const plan = (): void => {
    timer ??= setTimeout(writeChanges, pauseMs)
  }
  for (const { onChange } of parts) onChange(plan)
  window.addEventListener('pagehide', writeChanges)
  document.addEventListener('visibilitychange', writeChanges)
  // The app waits for this when it quits, even if nothing has changed.
  onSaveRequested(() => write(true))
}
