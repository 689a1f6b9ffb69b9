import { useEffect, useSyncExternalStore } from 'react'
import { TooltipProvider } from '../ui/controls/tooltip.tsx'
import { RemedyProvider } from '../ui/feedback/remedy.tsx'
import styles from './gallery.module.css'
import { groups, sections } from './sections.tsx'

const themes = ['light', 'dark'] as const
const nothing = (): void => undefined

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

function NoSection(): null {
  return null
}

/**
 * Shows every component in every state. The URL fragment sets the section, the theme and the direction of the
 * text: `#controls,dark,rtl`.
 */
export function Gallery() {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash.slice(1))
  const [name = '', theme = 'light', direction = 'ltr'] = hash.split(',')
  const shown = name in sections ? name : 'colours'
  const Section = sections[shown] ?? NoSection
  useEffect(() => {
    document.documentElement.setAttribute('data-theme', theme)
    document.documentElement.dir = direction
  }, [theme, direction])
  return (
    <TooltipProvider>
      <RemedyProvider
        actions={{
          'open-connection': nothing,
          'sign-in': nothing,
          'choose-folder': nothing,
          'free-space': nothing,
          'add-queue': nothing,
          'claim-next': nothing,
          'restart-local': nothing,
          'use-another-port': nothing,
          'show-log': nothing,
        }}
      >
        <div className={styles.page}>
          <nav className={styles.nav} aria-label="Components">
            {Object.entries(groups).map(([group, members]) => (
              <select
                key={group}
                aria-label={group}
                value={shown in members ? shown : ''}
                onChange={(event) => {
                  window.location.hash = `${event.target.value},${theme},${direction}`
                }}
              >
                <option value="" disabled>
                  {group}
                </option>
                {Object.keys(members).map((section) => (
                  <option key={section}>{section}</option>
                ))}
              </select>
            ))}
            <span className={styles.space} />
            {themes.map((other) => (
              <a
                key={other}
                href={`#${shown},${other},${direction}`}
                aria-current={other === theme ? 'true' : undefined}
              >
                {other}
              </a>
            ))}
            <a
              href={`#${shown},${theme},${direction === 'rtl' ? 'ltr' : 'rtl'}`}
              aria-current={direction === 'rtl' ? 'true' : undefined}
            >
              right to left
            </a>
          </nav>
          <main className={styles.main} data-section={shown}>
            <Section key={shown} />
          </main>
        </div>
      </RemedyProvider>
    </TooltipProvider>
  )
}
