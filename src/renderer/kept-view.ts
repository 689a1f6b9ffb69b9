import type { SavedView } from './ui/view/view-state.ts'

/** The maximum number of lists to keep, and of jobs in the selection of each. The file stays small. */
const maxLists = 20
const maxIds = 200

/**
 * Returns the part of the view state to keep across restarts: the latest lists, each trimmed to a
 * reasonable size.
 */
export function keptView(saved: SavedView): SavedView {
  const lists = Object.entries(saved.lists)
    .slice(-maxLists)
    .map(([key, list]) => {
      const { selection } = list
      const ids = selection.kind === 'some' ? selection.ids : selection.except
      // A part of a large selection would be another selection: an action would then apply to the wrong jobs.
      const kept = ids.length > maxIds ? { kind: 'some' as const, ids: [] } : selection
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
        .slice(-maxLists)
        .map(([key, page]) => [key, { ...page, text: page.text.slice(0, 200) }]),
    ),
    lastQueues: Object.fromEntries(Object.entries(saved.lastQueues).slice(-50)),
  }
}
