import { mutationOptions } from '@tanstack/react-query'
import type { Input } from '../../shared/ipc/contract.ts'
import { call } from '../ipc/client.ts'
import { grantFiles } from '../ipc/grant-files.ts'

/** Dropped or pasted files become tokens; says which were refused and why. */
export const grantDroppedFiles = () =>
  mutationOptions({
    mutationKey: ['files:grant'],
    mutationFn: (files: readonly File[]) => grantFiles(files),
  })

/** Asks main for its dialog; `null` where the person closed it. */
export const chooseFiles = () =>
  mutationOptions({
    mutationKey: ['files:choose'],
    mutationFn: (kind: Input<'files:choose'>['kind']) => call('files:choose', { kind }),
  })

/** Gives tokens back that will not be used. */
export const revokeFiles = () =>
  mutationOptions({
    mutationKey: ['files:revoke'],
    mutationFn: (tokens: readonly string[]) => call('files:revoke', { tokens: [...tokens] }),
    // Main drops tokens at its end anyway.
    meta: { errorShownInPlace: true },
  })
