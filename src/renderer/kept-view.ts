import type { SavedView } from './ui/view/view-state.ts'

/**
 * The maximum number of lists and of selected jobs to keep. A restart needs only the latest, and the file stays small.
 */
const mostLists = 20
const mostIds = 200

/**
 * Returns the part of the view state to keep across restarts: the latest lists, each trimmed to a
 * reasonable size.
 */
export function keptView(saved: SavedView): SavedView {
  const lists = Object.entries(saved.lists)
    .slice(-mostLists)
    .map(([key, list]) => {
      const { selection } = list
      const kept =
        selection.kind === 'some'
          ? { kind: 'some' as const, ids: selection.ids.slice(0, mostIds) }
          : selection.except.length > mostIds
            ? // “All but many” is too large to keep, and dropping exceptions would select the wrong jobs.
              { kind: 'some' as const, ids: [] }
            : selection
      return [
        key,
        { ...list, text: list.text.slice(0, 200), expanded: list.expanded.slice(-50), selection: kept },
      ] as const
    })
  return {
    ...saved,
    lists: Object.fromEntries(lists),
    pages: Object.fromEntries(
      Object.entries(saved.pages)
        .slice(-mostLists)
        .map(([key, page]) => [key, { ...page, text: page.text.slice(0, 200) }]),
    ),
    lastQueues: Object.fromEntries(Object.entries(saved.lastQueues).slice(-50)),
  }
}
