import { useMutation } from '@tanstack/react-query'
import type { Settings } from '../../../shared/connections.ts'
import { setOnQuit } from '../../queries/settings.ts'
import { Panel } from '../../ui/layout/panel.tsx'
import { RadioCards } from '../../ui/controls/radio-cards.tsx'
import styles from './settings-view.module.css'

interface ClaimsSectionProps {
  readonly settings: Settings
}

/** What happens to claimed jobs when the app quits. */
export function ClaimsSection({ settings }: ClaimsSectionProps) {
  const change = useMutation(setOnQuit())
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
    </Panel>
  )
}
