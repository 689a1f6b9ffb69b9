import { mutationOptions } from '@tanstack/react-query'
import type { Input } from '../../shared/ipc/contract.ts'
import { call } from '../ipc/client.ts'
import { pushedQuery } from './pushed-query.ts'

export const doctorKey = ['doctor'] as const

/** A connection's last check. */
export const doctorQuery = () => pushedQuery(doctorKey, () => call('doctor:get', null))

export const startCheck = () =>
  mutationOptions({
    mutationKey: ['doctor:start'],
    mutationFn: (input: Input<'doctor:start'>) => call('doctor:start', input),
    meta: { errorShownInPlace: true },
  })

export const stopCheck = () =>
  mutationOptions({ mutationKey: ['doctor:stop'], mutationFn: () => call('doctor:stop', null) })
