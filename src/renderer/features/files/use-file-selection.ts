import { useSessionState } from '../../ui/view/session-state.ts'

/** How to select a row: alone, in addition (Ctrl), or with all rows up to it (Shift). */
export type Choice = 'only' | 'toggle' | 'range'

/** The selected files. `current` is the last one chosen; it has the focus. */
export interface FileSelection {
  readonly current: string | null
  readonly keys: ReadonlySet<string>
  readonly choose: (key: string, how: Choice) => void
  readonly chooseAll: () => void
  readonly clear: () => void
}

interface SelectedKeys {
  readonly anchor: string | null
  readonly current: string | null
  readonly keys: ReadonlySet<string>
}

const none: SelectedKeys = { anchor: null, current: null, keys: new Set() }

/**
 * Manages a list's selection and restores it when the user comes back. Files that left the
 * list are deselected. `key` is the list's name.
 */
export function useFileSelection(key: string, listed: readonly string[]): FileSelection {
  const [state, setState] = useSessionState(key, none)
  const keys = new Set(listed.filter((one) => state.keys.has(one)))
  const current = state.current !== null && keys.has(state.current) ? state.current : null

  return {
    current,
    keys,
    choose(chosen, how) {
      const only = { anchor: chosen, current: chosen, keys: new Set([chosen]) }
      if (how === 'only') return setState(only)
      if (how === 'range') {
        const from = state.anchor === null ? -1 : listed.indexOf(state.anchor)
        const to = listed.indexOf(chosen)
        if (from === -1) return setState(only)
        const range = listed.slice(Math.min(from, to), Math.max(from, to) + 1)
        return setState({ anchor: state.anchor, current: chosen, keys: new Set(range) })
      }
      const toggled = new Set(keys)
      if (!toggled.delete(chosen)) toggled.add(chosen)
      const next = toggled.has(chosen) ? chosen : ([...toggled].at(-1) ?? null)
      return setState({ anchor: chosen, current: next, keys: toggled })
    },
    chooseAll: () =>
      setState({ anchor: listed[0] ?? null, current: current ?? listed[0] ?? null, keys: new Set(listed) }),
    clear: () => setState(none),
  }
}
