import { mutationOptions } from '@tanstack/react-query'
import type { Input } from '../../shared/ipc/contract.ts'
import { call } from '../ipc/client.ts'

/** Turns each file into a job. Returns the transfer ids immediately. */
export const submitJobs = () =>
  mutationOptions({
    mutationKey: ['jobs:submit'],
    mutationFn: (input: Input<'jobs:submit'>) => call('jobs:submit', input),
  })
