import { mutationOptions } from '@tanstack/react-query'
import type { Input } from '../../shared/ipc/contract.ts'
import { call } from '../ipc/client.ts'

/** Each file becomes a job; answers with transfer ids at once. */
export const submitJobs = () =>
  mutationOptions({
    mutationKey: ['jobs:submit'],
    mutationFn: (input: Input<'jobs:submit'>) => call('jobs:submit', input),
  })
