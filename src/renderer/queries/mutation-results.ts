import { useEffect, useRef } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import type { Channel } from '../../shared/ipc/channels.ts'
import type { Input, Output } from '../../shared/ipc/contract.ts'

/** Calls the listener after each successful call of a channel, from any part of the page. */
export function useMutationResult<C extends Channel>(
  channel: C,
  listener: (output: Output<C>, input: Input<C>, startedAt: number) => void,
): void {
  const latest = useRef(listener)
  useEffect(() => {
    latest.current = listener
  })
  const client = useQueryClient()
  useEffect(
    () =>
      client.getMutationCache().subscribe((event) => {
        if (event.type !== 'updated' || event.action.type !== 'success') return
        if (event.mutation.options.mutationKey?.[0] !== channel) return
        const { variables, submittedAt } = event.mutation.state
        latest.current(event.action.data as Output<C>, variables as Input<C>, submittedAt)
      }),
    [client, channel],
  )
}
