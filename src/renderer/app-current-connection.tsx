import { useEffect, useMemo, type ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import { connectionsQuery } from './queries/connections.ts'
import { setReadOnly } from './ui/commands/commands.ts'
import { readOnlyReason, CurrentConnectionContext } from './ui/view/current-connection.ts'

/** Provides buttons, dialogs and commands with the connection that they apply to. */
export function AppCurrentConnection({ children }: { readonly children: ReactNode }) {
  const { data } = useQuery(connectionsQuery())
  const active = data?.connections.find(({ id }) => id === data.activeId)
  const { label, colour = null, isProduction = false, isReadOnly = false } = active ?? {}
  const current = useMemo(
    () => (label === undefined ? null : { label, colour, isProduction, isReadOnly }),
    [label, colour, isProduction, isReadOnly],
  )
  useEffect(() => setReadOnly(readOnlyReason(current)), [current])
  return <CurrentConnectionContext value={current}>{children}</CurrentConnectionContext>
}
