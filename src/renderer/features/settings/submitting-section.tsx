import { useMutation } from '@tanstack/react-query'
import type { Settings } from '../../../shared/connections/connections.ts'
import { setSkipsSystemFiles, setWork } from '../../queries/settings.ts'
import { Select } from '../../ui/controls/select.tsx'
import { RadioCards } from '../../ui/controls/radio-cards.tsx'
import { optionWords, type SettingsSection } from './find-settings.ts'
import styles from './settings-view.module.css'

interface RowProps {
  readonly settings: Settings
}

const delays = ['0', '1', '3', '5', '10', '30', '60'] as const
type Delay = (typeof delays)[number]

/** Returns the offered delay closest to the current one. */
function delayOf(seconds: number): Delay {
  return delays.findLast((one) => Number(one) <= seconds) ?? '0'
}

const systemFilesLabel = 'System files in folders'
const systemFilesOptions = [
  {
    value: 'skip',
    label: 'Skip them',
    detail: 'Such as .DS_Store, Thumbs.db, office lock files and unfinished downloads.',
  },
  { value: 'send', label: 'Send them too', detail: 'Every file in a folder becomes a job.' },
] as const

function SystemFiles({ settings }: RowProps) {
  const change = useMutation(setSkipsSystemFiles())
  return (
    <>
      <span className={styles.label}>{systemFilesLabel}</span>
      <RadioCards
        label={systemFilesLabel}
        value={settings.skipsSystemFiles ? 'skip' : 'send'}
        onChange={(value) => change.mutate({ skips: value === 'skip' })}
        options={systemFilesOptions}
      />
    </>
  )
}

function UndoDelay({ settings }: RowProps) {
  const work = useMutation(setWork())
  return (
    <>
      <Select<Delay>
        label="Undo after a drop"
        value={delayOf(settings.sendDelaySeconds)}
        options={delays.map((value) => ({
          value,
          label: value === '0' ? 'Off: messages are sent at once' : `For ${value} s`,
        }))}
        onChange={(seconds) => work.mutate({ sendDelaySeconds: Number(seconds) })}
      />
      <span className={styles.help}>
        Files are uploaded at once. Their messages are sent after this time, or when Remotejob quits.
      </span>
    </>
  )
}

/** Sets which files in a folder are submitted, and for how long a drop can be undone. */
export const submittingSection: SettingsSection = {
  title: 'Submitting',
  rows: [
    { label: systemFilesLabel, words: `${optionWords(systemFilesOptions)} hidden`, Row: SystemFiles },
    { label: 'Undo after a drop', words: 'delay seconds messages take back', Row: UndoDelay },
  ],
}
