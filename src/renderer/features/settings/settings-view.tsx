import type { ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import { settingsQuery } from '../../queries/settings.ts'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { PageHeader } from '../../ui/layout/page-header.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import { AppearanceSection } from './appearance-section.tsx'
import { ClaimsSection } from './claims-section.tsx'
import { LocalServiceSection } from './local-service-section.tsx'
import { SavingSection } from './saving-section.tsx'
import styles from './settings-view.module.css'
import { SubmittingSection } from './submitting-section.tsx'
import { WatchingSection } from './watching-section.tsx'

interface SettingsViewProps {
  /** The connections section, which belongs to another feature. */
  readonly children: ReactNode
}

/** The settings, in sections. */
export function SettingsView({ children }: SettingsViewProps) {
  const settings = useQuery(settingsQuery())
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
    <section className={styles.view} tabIndex={0} aria-label="Settings">
      <div className={styles.column}>
        <PageHeader title="Settings" />
        <LocalServiceSection />
        {children}
        {settings.isError ? (
          <ErrorNote error={settings.error} onRetry={() => void settings.refetch()} />
        ) : settings.data === undefined ? null : (
          <>
            <WatchingSection settings={settings.data} />
            <SubmittingSection settings={settings.data} />
            <SavingSection settings={settings.data} />
            <ClaimsSection settings={settings.data} />
            <AppearanceSection settings={settings.data} />
            <Panel title="About">
              <p>Remotejob {settings.data.version}. Jobs over S3 and SQS, under the MIT licence.</p>
            </Panel>
          </>
        )}
      </div>
    </section>
  )
}
