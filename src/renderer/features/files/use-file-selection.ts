import { useState } from 'react'

/** How a row is chosen: alone, in addition (Ctrl), or with all rows up to it (Shift). */
export type Choice = 'only' | 'toggle' | 'range'

/** The selected files. `current` is the one that was chosen last, and has the focus. */
export interface FileSelection {
  readonly current: string | null
  readonly keys: ReadonlySet<string>
  readonly choose: (key: string, how: Choice) => void
  readonly chooseAll: () => void
  readonly clear: () => void
}

/** What is selected in a list. Files that are not in the list any more are not selected either. */
export function useFileSelection(listed: readonly string[]): FileSelection {
  const [state, setState] = useState<{
    readonly anchor: string | null
    readonly current: string | null
    readonly keys: ReadonlySet<string>
  }>({ anchor: null, current: null, keys: new Set() })
  const keys = new Set(listed.filter((key) => state.keys.has(key)))
  const current = state.current !== null && keys.has(state.current) ? state.current : null

  return {
    current,
    keys,
    choose(key, how) {
      if (how === 'only') return setState({ anchor: key, current: key, keys: new Set([key]) })
      if (how === 'range') {
        const from = state.anchor === null ? -1 : listed.indexOf(state.anchor)
        const to = listed.indexOf(key)
        if (from === -1) return setState({ anchor: key, current: key, keys: new Set([key]) })
        const range = listed.slice(Math.min(from, to), Math.max(from, to) + 1)
        return setState({ anchor: state.anchor, current: key, keys: new Set(range) })
      }
      const toggled = new Set(keys)
      if (!toggled.delete(key)) toggled.add(key)
      const next = toggled.has(key) ? key : ([...toggled].at(-1) ?? null)
      return setState({ anchor: key, current: next, keys: toggled })
    },
    chooseAll: () =>
      setState({ anchor: listed[0] ?? null, current: current ?? listed[0] ?? null, keys: new Set(listed) }),
    clear: () => setState({ anchor: null, current: null, keys: new Set() }),
  }
}
