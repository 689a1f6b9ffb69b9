import { createContext, use, type ReactNode } from 'react'
import type { Remedy } from '../../../shared/errors.ts'
import { Button } from '../controls/button.tsx'

/** What a remedy does in this window. `retry` belongs to the place that shows the error. */
export type RemedyActions = Readonly<Record<Exclude<Remedy, 'retry'>, () => void>>

const labels: Readonly<Record<Remedy, string>> = {
  retry: 'Try again',
  'open-connection': 'Open connection',
  'sign-in': 'Sign in again…',
  'choose-folder': 'Choose folder…',
  'free-space': 'Open Files',
  'add-queue': 'Check queue…',
  'claim-next': 'Claim next',
  'restart-local': 'Restart Local',
  'use-another-port': 'Use another port',
  'show-log': 'Show log',
}

const RemedyContext = createContext<RemedyActions | null>(null)

/** Gives the errors below what their buttons do. */
export function RemedyProvider({
  actions,
  children,
}: {
  readonly actions: RemedyActions
  readonly children: ReactNode
}) {
  return <RemedyContext value={actions}>{children}</RemedyContext>
}

/** The button of an error: its label and what it does; `null` if there is none. */
export function useRemedy(
  remedy: Remedy | null | undefined,
  onRetry?: () => void,
): { readonly label: string; readonly run: () => void } | null {
  const actions = use(RemedyContext)
  if (remedy === null || remedy === undefined) return null
  const run = remedy === 'retry' ? onRetry : actions?.[remedy]
  return run === undefined ? null : { label: labels[remedy], run }
}

interface RemedyButtonProps {
  readonly remedy: Remedy | null | undefined
}

/** The button for the next step after an error. Nothing if there is none. */
export function RemedyButton({ remedy }: RemedyButtonProps) {
  const found = useRemedy(remedy)
  return found === null ? null : (
    <Button size="small" onClick={found.run}>
      {found.label}
    </Button>
  )
}
