import { mutationOptions } from '@tanstack/react-query'
import type { Input } from '../../shared/ipc/contract.ts'
import { call } from '../ipc/client.ts'
import { grantFiles } from '../ipc/grant-files.ts'

/** Turns dropped or pasted files into tokens. The result lists refused files with their errors. */
export const grantDroppedFiles = () =>
  mutationOptions({
    mutationKey: ['files:grant'],
    mutationFn: (files: readonly File[]) => grantFiles(files),
  })

/** Opens main's file dialog. Returns `null` if the user closed it. */
export const chooseFiles = () =>
  mutationOptions({
    mutationKey: ['files:choose'],
    mutationFn: (kind: Input<'files:choose'>['kind']) => call('files:choose', { kind }),
  })

/** Revokes unused tokens. */
export const revokeFiles = () =>
  mutationOptions({
    mutationKey: ['files:revoke'],
    mutationFn: (tokens: readonly string[]) => call('files:revoke', { tokens: [...tokens] }),
    // Main drops all tokens when it quits.
    meta: { errorShownInPlace: true },
  })

/** Creates a small file and turns it into a token, for a user without a file at hand. */
export const takeSampleFile = () =>
  mutationOptions({
    mutationKey: ['app:sample-file'],
    mutationFn: () => call('app:sample-file', null),
  })
