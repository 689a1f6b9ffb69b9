import { useMutation } from '@tanstack/react-query'
import type { Settings } from '../../../shared/connections.ts'
import { setSkipsSystemFiles } from '../../queries/settings.ts'
import { RadioCards } from '../../ui/controls/radio-cards.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import styles from './settings-view.module.css'

interface SubmittingSectionProps {
  readonly settings: Settings
}

/** Which files of a folder are sent. */
export function SubmittingSection({ settings }: SubmittingSectionProps) {
  const change = useMutation(setSkipsSystemFiles())
  return (
    <Panel title="Submitting">
      <span className={styles.label}>Files of the system in folders</span>
      <RadioCards
        label="Files of the system in folders"
        value={settings.skipsSystemFiles ? 'skip' : 'send'}
        onChange={(value) => change.mutate({ skips: value === 'skip' })}
        options={[
          {
            value: 'skip',
            label: 'Skip them',
            detail: 'Such as .DS_Store, Thumbs.db, locks of office programs and unfinished downloads.',
          },
          { value: 'send', label: 'Send them too', detail: 'Every file of a folder becomes a job.' },
        ]}
      />
    </Panel>
  )
}
