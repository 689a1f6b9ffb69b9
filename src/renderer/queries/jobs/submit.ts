import { mutationOptions } from '@tanstack/react-query'
import type { Input } from '../../../shared/ipc/contract.ts'
import { call } from '../../ipc/client.ts'

/** Turns each file into a job. Returns the transfer ids once the files are recorded. */
export const submitJobs = () =>
  mutationOptions({
    mutationKey: ['jobs:submit'],
    mutationFn: (input: Input<'jobs:submit'>) => call('jobs:submit', input),
  })

/** Takes back a drop's jobs whose messages have not been sent yet. */
export const undoSubmit = () =>
  mutationOptions({
    mutationKey: ['jobs:undo-submit'],
    mutationFn: (input: Input<'jobs:undo-submit'>) => call('jobs:undo-submit', input),
  })

/** The last input for a job queue, or `null`. */
export const submitDefaults = () =>
  mutationOptions({
    mutationKey: ['submit:defaults'],
    mutationFn: (queue: string) => call('submit:defaults', { queue }),
    meta: { errorShownInPlace: true },
  })

export const rememberSubmit = () =>
  mutationOptions({
    mutationKey: ['submit:remember'],
    mutationFn: (input: Input<'submit:remember'>) => call('submit:remember', input),
    // If this fails, the user only has to enter it again.
    meta: { errorShownInPlace: true },
  })

/** Creates a file from the text or image on the clipboard. */
export const pasteFile = () =>
  mutationOptions({
    mutationKey: ['files:paste'],
    mutationFn: (kind: Input<'files:paste'>['kind']) => call('files:paste', { kind }),
  })

/** The files that the system has opened with the app. */
export const takeOpenedFiles = () =>
  mutationOptions({
    mutationKey: ['files:take-opened'],
    mutationFn: () => call('files:take-opened', null),
  })
