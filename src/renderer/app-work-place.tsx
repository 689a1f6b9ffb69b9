import { useEffect, useMemo, type ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import { connectionsQuery } from './queries/connections.ts'
import { setReadOnly } from './ui/commands/commands.ts'
import { readOnlyReason, WorkPlaceContext } from './ui/view/work-place.ts'

/** Provides buttons, dialogs and commands with the connection that they work on. */
export function AppWorkPlace({ children }: { readonly children: ReactNode }) {
  const { data } = useQuery(connectionsQuery())
  const active = data?.connections.find(({ id }) => id === data.activeId)
  const { label, colour = null, isProduction = false, isReadOnly = false } = active ?? {}
  const place = useMemo(
    () => (label === undefined ? null : { label, colour, isProduction, isReadOnly }),
    [label, colour, isProduction, isReadOnly],
  )
  useEffect(() => setReadOnly(readOnlyReason(place)), [place])
  return <WorkPlaceContext value={place}>{children}</WorkPlaceContext>
}
