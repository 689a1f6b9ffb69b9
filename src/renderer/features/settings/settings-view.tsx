import type { ReactNode } from 'react'

interface SettingsViewProps {
  /** The connections section, which is another feature's. */
  readonly children: ReactNode
}

/** What the person can set, a section each. */
export function SettingsView({ children }: SettingsViewProps) {
  return <section aria-label="Settings">{children}</section>
}
