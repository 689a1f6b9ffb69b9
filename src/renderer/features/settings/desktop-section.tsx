import { useMutation } from '@tanstack/react-query'
import type { Settings } from '../../../shared/connections/connections.ts'
import { setDesktop } from '../../queries/settings.ts'
import { Checkbox } from '../../ui/controls/checkbox.tsx'
import type { SettingsSection } from './find-settings.ts'

interface RowProps {
  readonly settings: Settings
}

const badgeLabel = 'Show on the icon how many things need you'
const trayLabel = 'Show an icon in the tray'
const closesLabel = 'Keep working in the tray when the window is closed'
const loginLabel = 'Start when you log in'

function Badge({ settings }: RowProps) {
  const change = useMutation(setDesktop())
  return (
    <Checkbox
      label={badgeLabel}
      help="In the dock or the taskbar, where the system supports it."
      checked={settings.showsBadge}
      onChange={(showsBadge) => change.mutate({ showsBadge })}
    />
  )
}

function Tray({ settings }: RowProps) {
  const change = useMutation(setDesktop())
  return (
    <Checkbox
      label={trayLabel}
      help="Its menu lists your queues with their counts. Some Linux desktops have no tray."
      checked={settings.showsTray}
      onChange={(showsTray) => change.mutate({ showsTray })}
    />
  )
}

function ClosesToTray({ settings }: RowProps) {
  const change = useMutation(setDesktop())
  return (
    <Checkbox
      label={closesLabel}
      help="Starting Remotejob again also shows the window."
      disabled={!settings.showsTray}
      checked={settings.showsTray && settings.closesToTray}
      onChange={(closesToTray) => change.mutate({ closesToTray })}
    />
  )
}

function StartsAtLogin({ settings }: RowProps) {
  const change = useMutation(setDesktop())
  const { launchesAtLogin, showsTray } = settings
  return (
    <Checkbox
      label={loginLabel}
      help={
        launchesAtLogin === null
          ? 'Available once Remotejob is installed.'
          : showsTray
            ? 'Without a window: its icon is in the tray.'
            : 'The window starts minimised.'
      }
      disabled={launchesAtLogin === null}
      checked={launchesAtLogin === true}
      onChange={(launchesAtLogin) => change.mutate({ launchesAtLogin })}
    />
  )
}

/** The app icon, the tray, and launch at login. */
export const desktopSection: SettingsSection = {
  title: 'Desktop',
  rows: [
    { label: badgeLabel, words: 'badge number dock taskbar notification', Row: Badge },
    { label: trayLabel, words: 'menu bar notification area background', Row: Tray },
    { label: closesLabel, words: 'background hide minimise', Row: ClosesToTray },
    { label: loginLabel, words: 'autostart launch boot automatic', Row: StartsAtLogin },
  ],
}
