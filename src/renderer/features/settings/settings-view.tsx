import { useRef, useState, type ReactNode } from 'react'
import { Search } from 'lucide-react'
import { useQuery } from '@tanstack/react-query'
import type { Settings } from '../../../shared/connections/connections.ts'
import { settingsQuery } from '../../queries/settings.ts'
import { FindField } from '../../ui/controls/search-field.tsx'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { PageHeader } from '../../ui/layout/page-header.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import { useHighlights } from '../../ui/text/use-highlights.ts'
import { aboutSection } from './about-section.tsx'
import { appearanceSection } from './appearance-section.tsx'
import { claimsSection } from './claims-section.tsx'
import { desktopSection } from './desktop-section.tsx'
import { findSettings, hasWords, wordsOf, type SettingsSection } from './find-settings.ts'
import { LocalServiceSection } from './local-service-section.tsx'
import { savingSection } from './saving-section.tsx'
import styles from './settings-view.module.css'
import { submittingSection } from './submitting-section.tsx'
import { updatesSection } from './updates-section.tsx'
import { watchingSection } from './watching-section.tsx'

/** The sections with one row for each setting. */
export const settingsSections: readonly SettingsSection[] = [
  watchingSection,
  submittingSection,
  savingSection,
  claimsSection,
  appearanceSection,
  desktopSection,
  updatesSection,
  aboutSection,
]

const [localTitle, connectionsTitle] = ['Local service', 'Connections']
const localWords =
  'Local service endpoint port data folder restart environment worker client bash PowerShell aws-sdk boto3 CLI rclone copy'
const connectionWords =
  'Connections AWS profile access keys endpoint region bucket certificate authority unencrypted add edit remove forget sign in'

interface SettingsViewProps {
  /** The connections section, which belongs to another feature. */
  readonly children: ReactNode
}

/** The settings, in sections, with a search over all of them. */
export function SettingsView({ children }: SettingsViewProps) {
  const settings = useQuery(settingsQuery())
  const [text, setText] = useState('')
  const column = useRef<HTMLDivElement>(null)
  const words = wordsOf(text)
  useHighlights(column, words)

  const found = findSettings(settingsSections, words)
  const hasLocal = hasWords(localWords, words)
  const hasConnections = hasWords(connectionWords, words)
  const titles = [
    ...(hasLocal ? [localTitle] : []),
    ...(hasConnections ? [connectionsTitle] : []),
    ...found.map(({ title }) => title),
  ]
  const show = (title: string): void =>
    column.current
      ?.querySelector(`[data-section="${title}"]`)
      ?.scrollIntoView({ block: 'start', behavior: 'instant' })
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
    <section className={styles.view} tabIndex={0} aria-label="Settings">
      <nav className={styles.sections} aria-label="Sections">
        {titles.map((title) => (
          <button key={title} type="button" className={styles.link} onClick={() => show(title)}>
            {title}
          </button>
        ))}
      </nav>
      <div className={styles.column}>
        <PageHeader title="Settings" />
        <FindField label="Find a setting" value={text} onChange={setText} />
        <div ref={column} className={styles.found}>
          {hasLocal ? (
            <div data-section={localTitle}>
              <LocalServiceSection />
            </div>
          ) : null}
          {/* Stays mounted while hidden, to keep what the user has typed into its forms. */}
          <div hidden={!hasConnections} data-section={connectionsTitle}>
            {children}
          </div>
          {settings.isError ? (
            <ErrorNote error={settings.error} onRetry={() => void settings.refetch()} />
          ) : settings.data === undefined ? null : (
            found.map((section) => <Section key={section.title} section={section} settings={settings.data} />)
          )}
        </div>
        {hasLocal || hasConnections || found.length > 0 ? null : (
          <EmptyState icon={<Search />} title="Nothing found">
            No setting has “{text.trim()}” in its name, its options or its description.
          </EmptyState>
        )}
      </div>
    </section>
  )
}

interface SectionProps {
  readonly section: SettingsSection
  readonly settings: Settings
}

function Section({ section: { title, description, rows }, settings }: SectionProps) {
  return (
    <div data-section={title}>
      <Panel title={title} description={description}>
        {rows.map(({ label, Row }) => (
          <div key={label} className={styles.row} data-setting={label}>
            <Row settings={settings} />
          </div>
        ))}
      </Panel>
    </div>
  )
}
