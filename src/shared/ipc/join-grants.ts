import type { GrantResult } from '../files/granted-files.ts'

/**
 * The maximum number of refused files to list with their errors. Others are only counted, because a folder
 * can hold 150,000.
 */
export const mostRefused = 1_000

/** Returns an empty result to which others are added. */
export function noGrants(): GrantResult {
  return { files: [], refused: [], moreRefused: 0, leftOut: { systemFiles: 0, links: 0 } }
}

/** Lists a refused file, or only counts it. `make` is called only if it is listed. */
export function addRefused(
  all: Pick<GrantResult, 'refused' | 'moreRefused'>,
  make: () => GrantResult['refused'][number],
): void {
  if (all.refused.length < mostRefused) all.refused.push(make())
  else all.moreRefused += 1
}

/** Adds the reply for one part of a drop. */
export function addGrants(all: GrantResult, part: GrantResult): void {
  for (const file of part.files) all.files.push(file)
  for (const file of part.refused) addRefused(all, () => file)
  all.moreRefused += part.moreRefused
  all.leftOut.systemFiles += part.leftOut.systemFiles
  all.leftOut.links += part.leftOut.links
}
