import type { TrayOnClose } from './close-confirmation.ts'

/** The settings that decide whether closing the window hides it. */
export interface TraySettings {
  readonly showsTray: boolean
  readonly closesToTray: boolean
  readonly knowsTray: boolean
}

/** True if closing the window hides it in the tray. Without an icon, there would be no way back to it. */
export function trayOnClose(
  { showsTray, closesToTray, knowsTray }: TraySettings,
  hasIcon: boolean,
): TrayOnClose {
  if (!showsTray || !closesToTray || !hasIcon) return null
  return knowsTray ? 'hide' : 'explain'
}
