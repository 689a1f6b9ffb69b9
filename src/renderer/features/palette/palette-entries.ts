import { type Command, commandDefinition, commandIds } from '../../../shared/command-list.ts'
import type { CommandState } from '../../ui/commands/commands.ts'
import { destinationKeys, type Destination } from '../../ui/view/destinations.ts'
import { fuzzyScore } from './fuzzy.ts'

/** An entry in the palette. */
export interface PaletteEntry {
  readonly id: string
  readonly title: string
  readonly detail: string
  readonly keys: string | null
  readonly enabled: boolean
  /** Why it is disabled. */
  readonly reason: string | null
  readonly target: { readonly command: Command } | { readonly destination: Destination }
}

/** The commands listed in the palette. */
export const paletteCommands = commandIds.filter((id) => commandDefinition(id).local !== true)

/** Returns all entries, without a query: recently used first, then commands, queues and views. */
export function paletteEntries(
  commands: readonly CommandState[],
  destinations: readonly Destination[],
  recent: readonly string[],
): readonly PaletteEntry[] {
  const destinationTitles = new Set(destinations.map(({ title }) => title))
  const all = [
    ...commands
      .filter(
        ({ id, present, title }) =>
          present && !(commandDefinition(id).section === 'Go to' && destinationTitles.has(title)),
      )
      .map(entryOfCommand),
    ...destinations.map(entryOfDestination),
  ]
  const rank = (entry: PaletteEntry): number => {
    const index = recent.indexOf(entry.id)
    if (index >= 0 && entry.enabled) return index
    return entry.enabled ? recent.length : recent.length + 1
  }
  return all.toSorted((left, right) => rank(left) - rank(right))
}

/** Returns the entries that match, best first. Enabled entries come before disabled ones. */
export function matchingEntries(entries: readonly PaletteEntry[], query: string): readonly PaletteEntry[] {
  if (query.trim() === '') return entries
  return entries
    .flatMap((entry) => {
      const inTitle = fuzzyScore(query, entry.title)
      const inDetail = fuzzyScore(query, `${entry.title} ${entry.detail}`)
      const score = Math.max(inTitle ?? Number.NEGATIVE_INFINITY, (inDetail ?? Number.NEGATIVE_INFINITY) - 50)
      return score === Number.NEGATIVE_INFINITY ? [] : [{ entry, score }]
    })
    .toSorted(
      (left, right) => Number(right.entry.enabled) - Number(left.entry.enabled) || right.score - left.score,
    )
    .map(({ entry }) => entry)
}

function entryOfCommand(state: CommandState): PaletteEntry {
  return {
    id: state.id,
    title: state.title,
    detail: commandDefinition(state.id).section,
    keys: state.keys[0] ?? null,
    enabled: state.enabled,
    reason: state.reason,
    target: { command: state.id },
  }
}

function entryOfDestination(destination: Destination, index: number): PaletteEntry {
  return {
    // These ids are stored for the recent entries.
    id: `place ${destination.id}`,
    title: destination.title,
    detail: destination.detail ?? 'Go to',
    keys: destinationKeys(index),
    enabled: true,
    reason: null,
    target: { destination },
  }
}
