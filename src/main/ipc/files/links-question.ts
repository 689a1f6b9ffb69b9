import { wellFormed } from '../../../shared/texts/well-formed.ts'
import { visibleText } from '../../../shared/texts/hidden-text.ts'
import type { LinkOut } from '../../engine/files/walk-folder.ts'
import type { Question } from '../services.ts'
import { countText } from '../../../shared/texts/intl.ts'

const mostShown = 5

/**
 * Returns the question about following links that lead out of a dropped folder, or `null` if there
 * are none.
 */
export function questionAboutLinks(links: readonly LinkOut[]): Question | null {
  if (links.length === 0) return null
  const subject = links.length === 1 ? 'A link leads' : `${countText(links.length)} links lead`
  const shown = links
    .slice(0, mostShown)
    .map(({ relativePath, target }) => visibleText(wellFormed(`${relativePath} → ${target}`), true))
  const more = links.length > mostShown ? [`and ${countText(links.length - mostShown)} more`] : []
  return {
    message: `${subject} out of the folder that you chose. Send ${links.length === 1 ? 'its target' : 'their targets'} too?`,
    detail: [...shown, ...more].join('\n'),
    accept: 'Send Too',
    decline: 'Leave Out',
  }
}
