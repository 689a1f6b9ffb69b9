import { useMutation } from '@tanstack/react-query'
import type { Settings } from '../../../shared/connections/connections.ts'
import { setOnQuit, setWork } from '../../queries/settings.ts'
import { Checkbox } from '../../ui/controls/checkbox.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import { RadioCards } from '../../ui/controls/radio-cards.tsx'
import styles from './settings-view.module.css'

interface ClaimsSectionProps {
  readonly settings: Settings
}

/** The settings for claimed jobs when the app quits, the window is closed, or a job is finished. */
export function ClaimsSection({ settings }: ClaimsSectionProps) {
  const change = useMutation(setOnQuit())
  const work = useMutation(setWork())
  return (
    <Panel title="Claims">
      <span className={styles.label}>When Remotejob quits</span>
      <RadioCards
        label="When Remotejob quits"
        value={settings.onQuit}
        onChange={(onQuit) => change.mutate({ onQuit })}
        options={[
          {
            value: 'release',
            label: 'Release claimed jobs',
            detail: 'Others can claim them immediately.',
          },
          {
            value: 'keep',
            label: 'Keep them until their leases run out',
            detail: 'They are still yours if you start Remotejob again within 30 s.',
          },
        ]}
      />
      <span className={styles.label}>
        When the window is closed while you hold jobs or files are being transferred
      </span>
      <RadioCards
        label="When the window is closed while you hold jobs or files are being transferred"
        value={settings.onClose}
        onChange={(onClose) => work.mutate({ onClose })}
        options={[
          { value: 'ask', label: 'Ask' },
          {
            value: 'background',
            label: 'Keep working in the background',
            detail: 'The window is minimised.',
          },
          { value: 'release', label: 'Release jobs and quit' },
          { value: 'keep', label: 'Quit and keep jobs until their leases run out' },
        ]}
      />
      <Checkbox
        label="Claim the next job when one is finished"
        checked={settings.claimsNext}
        onChange={(claimsNext) => work.mutate({ claimsNext })}
      />
    </Panel>
  )
}
