import { useMutation } from '@tanstack/react-query'
import type { Settings } from '../../../shared/connections/connections.ts'
import { setOnQuit, setWork } from '../../queries/settings.ts'
import { Checkbox } from '../../ui/controls/checkbox.tsx'
import { RadioCards } from '../../ui/controls/radio-cards.tsx'
import { optionWords, type SettingsSection } from './find-settings.ts'
import styles from './settings-view.module.css'

interface RowProps {
  readonly settings: Settings
}

const onQuitLabel = 'When Remotejob quits'
const onQuitOptions = [
  { value: 'release', label: 'Release claimed jobs', detail: 'Others can claim them immediately.' },
  {
    value: 'keep',
    label: 'Keep them until their leases run out',
    detail: 'They are still yours if you start Remotejob again within 30 s.',
  },
] as const

function OnQuit({ settings }: RowProps) {
  const change = useMutation(setOnQuit())
  return (
    <>
      <span className={styles.label}>{onQuitLabel}</span>
      <RadioCards
        label={onQuitLabel}
        value={settings.onQuit}
        onChange={(onQuit) => change.mutate({ onQuit })}
        options={onQuitOptions}
      />
    </>
  )
}

const onCloseLabel = 'When the window is closed while you hold jobs or files are being transferred'
const onCloseOptions = [
  { value: 'ask', label: 'Ask' },
  { value: 'background', label: 'Keep working in the background', detail: 'The window is minimised.' },
  { value: 'release', label: 'Release jobs and quit' },
  { value: 'keep', label: 'Quit and keep jobs until their leases run out' },
] as const

function OnClose({ settings }: RowProps) {
  const work = useMutation(setWork())
  return (
    <>
      <span className={styles.label}>{onCloseLabel}</span>
      <RadioCards
        label={onCloseLabel}
        value={settings.onClose}
        onChange={(onClose) => work.mutate({ onClose })}
        options={onCloseOptions}
      />
    </>
  )
}

const claimsNextLabel = 'Claim the next job when one is finished'

function ClaimsNext({ settings }: RowProps) {
  const work = useMutation(setWork())
  return (
    <Checkbox
      label={claimsNextLabel}
      checked={settings.claimsNext}
      onChange={(claimsNext) => work.mutate({ claimsNext })}
    />
  )
}

/** The settings for claimed jobs when the app quits, the window is closed, or a job is finished. */
export const claimsSection: SettingsSection = {
  title: 'Claims',
  rows: [
    { label: onQuitLabel, words: `${optionWords(onQuitOptions)} exit`, Row: OnQuit },
    { label: onCloseLabel, words: `${optionWords(onCloseOptions)} confirm`, Row: OnClose },
    { label: claimsNextLabel, words: 'automatic', Row: ClaimsNext },
  ],
}
