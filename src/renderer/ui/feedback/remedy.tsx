import { createContext, use, type ReactNode } from 'react'
import type { Remedy } from '../../../shared/errors.ts'
import { Button } from '../controls/button.tsx'

/** Each remedy's action in this window. `retry` depends on where the error is shown. */
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

/** Provides the actions for the buttons of errors inside it. */
export function RemedyProvider({
  actions,
  children,
}: {
  readonly actions: RemedyActions
  readonly children: ReactNode
}) {
  return <RemedyContext value={actions}>{children}</RemedyContext>
}

/** Returns the label and action of an error's button, or `null`. */
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

/** The button for the next step after an error. Renders nothing if there is none. */
export function RemedyButton({ remedy }: RemedyButtonProps) {
  const found = useRemedy(remedy)
  return found === null ? null : (
    <Button size="small" onClick={found.run}>
      {found.label}
    </Button>
  )
}
