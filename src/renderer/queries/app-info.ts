import { mutationOptions, queryOptions } from '@tanstack/react-query'
import type { HelpLink } from '../../shared/help-links.ts'
import { call } from '../ipc/client.ts'
import { pushedQuery } from './pushed-query.ts'

export const troublesKey = ['troubles'] as const

export const appInfoQuery = () =>
  queryOptions({ queryKey: ['app-info'], queryFn: () => call('app:info', null), staleTime: Infinity })

/** The parts of main that have stopped working. */
export const troublesQuery = () => pushedQuery(troublesKey, () => call('app:troubles', null))

/** The licences of the packages in the app. `null` if the build does not include them. */
export const noticesQuery = () =>
  queryOptions({ queryKey: ['notices'], queryFn: () => call('app:notices', null), staleTime: Infinity })

export const showLog = () =>
  mutationOptions({ mutationKey: ['app:show-log'], mutationFn: () => call('app:show-log', null) })

export const restartApp = () =>
  mutationOptions({ mutationKey: ['app:restart'], mutationFn: () => call('app:restart', null) })

/** Copies a report for the maintainers to the clipboard. */
export const copyDiagnostics = () =>
  mutationOptions({
    mutationKey: ['app:copy-diagnostics'],
    mutationFn: () => call('app:copy-diagnostics', null),
  })

/** Opens a site that the documentation links to in the browser. */
export const openLink = () =>
  mutationOptions({
    mutationKey: ['app:open-link'],
    mutationFn: (link: HelpLink) => call('app:open-link', { link }),
  })
