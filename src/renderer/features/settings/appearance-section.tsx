import { useMutation } from '@tanstack/react-query'
import type { Settings } from '../../../shared/connections/connections.ts'
import { setTheme } from '../../queries/settings.ts'
import { Panel } from '../../ui/layout/panel.tsx'
import { RadioCards } from '../../ui/controls/radio-cards.tsx'

const themes = [
  { value: 'system', label: 'System', detail: 'Match system' },
  { value: 'light', label: 'Light', detail: 'Always light' },
  { value: 'dark', label: 'Dark', detail: 'Always dark' },
] as const

interface AppearanceSectionProps {
  readonly settings: Settings
}

/** Selects the light, dark or system theme. */
export function AppearanceSection({ settings }: AppearanceSectionProps) {
  const choose = useMutation(setTheme())
  return (
    <Panel title="Appearance">
      <RadioCards
        label="Theme"
        value={settings.theme}
        options={themes}
        onChange={(theme) => choose.mutate({ theme })}
      />
    </Panel>
  )
}
