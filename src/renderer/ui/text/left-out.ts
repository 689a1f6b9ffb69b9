import type { GrantResult } from '../../../shared/files/granted-files.ts'
import { plural } from './format.ts'

/** Describes which files of the folders were left out, or returns `null`. */
export function leftOutText({
  systemFiles,
  links,
}: GrantResult['leftOut']): { readonly title: string; readonly detail: string } | null {
  const parts = [
    systemFiles === 0 ? null : plural(systemFiles, 'system file'),
    links === 0
      ? null
      : plural(links, 'link that leads out of the folder', 'links that lead out of the folder'),
  ].filter((part) => part !== null)
  if (parts.length === 0) return null
  const verb = systemFiles + links === 1 ? 'was' : 'were'
  const detail =
    systemFiles === 0 ? 'To submit the targets too, drop them here.' : 'Settings can include system files.'
  return { title: `${parts.join(' and ')} ${verb} left out`, detail }
}
