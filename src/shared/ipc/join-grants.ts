import type { GrantResult } from '../files/granted-files.ts'

/** Refused files that are listed, each with its error. Further ones are only counted: a folder can hold 150,000. */
export const mostRefused = 1_000

/** A result to which others are added. */
export function noGrants(): GrantResult {
  return { files: [], refused: [], moreRefused: 0, leftOut: { systemFiles: 0, links: 0 } }
}

/** Adds a refused file, or counts it. `make` is called only for those that are listed. */
export function addRefused(
  all: Pick<GrantResult, 'refused' | 'moreRefused'>,
  make: () => GrantResult['refused'][number],
): void {
  if (all.refused.length < mostRefused) all.refused.push(make())
  else all.moreRefused += 1
}

/** Adds the answer to one part of a drop. */
export function addGrants(all: GrantResult, part: GrantResult): void {
  for (const file of part.files) all.files.push(file)
  for (const file of part.refused) addRefused(all, () => file)
  all.moreRefused += part.moreRefused
  all.leftOut.systemFiles += part.leftOut.systemFiles
  all.leftOut.links += part.leftOut.links
}
