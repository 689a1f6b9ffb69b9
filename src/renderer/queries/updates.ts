import { mutationOptions } from '@tanstack/react-query'
import { call } from '../ipc/client.ts'
import { pushedQuery } from './pushed-query.ts'

export const updatesKey = ['updates'] as const

/** Newer versions of the app. */
export const updatesQuery = () => pushedQuery(updatesKey, () => call('updates:get', null))

export const checkForUpdates = () =>
  mutationOptions({ mutationKey: ['updates:check'], mutationFn: () => call('updates:check', null) })

export const downloadUpdate = () =>
  mutationOptions({ mutationKey: ['updates:download'], mutationFn: () => call('updates:download', null) })

export const cancelUpdateDownload = () =>
  mutationOptions({
    mutationKey: ['updates:cancel-download'],
    mutationFn: () => call('updates:cancel-download', null),
  })

export const showUpdateDownload = () =>
  mutationOptions({
    mutationKey: ['updates:show-download'],
    mutationFn: () => call('updates:show-download', null),
  })
