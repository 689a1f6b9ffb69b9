import { useMutation } from '@tanstack/react-query'
import type { Settings } from '../../../shared/connections/connections.ts'
import { setTheme } from '../../queries/settings.ts'
import { RadioCards } from '../../ui/controls/radio-cards.tsx'
import { optionWords, type SettingsSection } from './find-settings.ts'

const themes = [
  { value: 'system', label: 'System', detail: 'Match system' },
  { value: 'light', label: 'Light', detail: 'Always light' },
  { value: 'dark', label: 'Dark', detail: 'Always dark' },
] as const

function Theme({ settings }: { readonly settings: Settings }) {
  const choose = useMutation(setTheme())
  return (
    <RadioCards
      label="Theme"
      value={settings.theme}
      options={themes}
      onChange={(theme) => choose.mutate({ theme })}
    />
  )
}

/** Selects the light, dark or system theme. */
export const appearanceSection: SettingsSection = {
  title: 'Appearance',
  rows: [{ label: 'Theme', words: `${optionWords(themes)} colours`, Row: Theme }],
}
