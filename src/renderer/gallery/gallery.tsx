import { useEffect, useSyncExternalStore, type ReactNode } from 'react'
import { TooltipProvider } from '../ui/controls/tooltip.tsx'
import { RemedyProvider } from '../ui/feedback/remedy.tsx'
import { ColourSection } from './colour-section.tsx'
import { ControlsSection } from './controls-section.tsx'
import { DialogSection } from './dialog-section.tsx'
import { FeedbackSection } from './feedback-section.tsx'
import { FieldsSection } from './fields-section.tsx'
import styles from './gallery.module.css'
import { LayoutSection } from './layout-section.tsx'
import { TextSection } from './text-section.tsx'
import { ToastSection } from './toast-section.tsx'

const sections: Readonly<Record<string, () => ReactNode>> = {
  colours: ColourSection,
  text: TextSection,
  controls: ControlsSection,
  fields: FieldsSection,
  feedback: FeedbackSection,
  toast: ToastSection,
  layout: LayoutSection,
  dialog: DialogSection,
}

const themes = ['light', 'dark'] as const
const nothing = (): void => undefined

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

/**
 * Shows every component in every state. The URL fragment sets the section and the theme:
 * `#controls,dark`.
 */
export function Gallery() {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash.slice(1))
  const [name = '', theme = 'light'] = hash.split(',')
  const shown = name in sections ? name : 'colours'
  const Section = sections[shown] ?? ColourSection
  useEffect(() => {
    document.documentElement.setAttribute('data-theme', theme)
  }, [theme])
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
            {Object.keys(sections).map((section) => (
              <a
                key={section}
                href={`#${section},${theme}`}
                aria-current={section === shown ? 'page' : undefined}
              >
                {section}
              </a>
            ))}
            <span className={styles.space} />
            {themes.map((other) => (
              <a key={other} href={`#${shown},${other}`} aria-current={other === theme ? 'true' : undefined}>
                {other}
              </a>
            ))}
          </nav>
          <main className={styles.main} data-section={shown}>
            <Section key={shown} />
          </main>
        </div>
      </RemedyProvider>
    </TooltipProvider>
  )
}
