import { mutationOptions } from '@tanstack/react-query'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../ipc/client.ts'

export const appInfoQuery = () =>
  queryOptions({ queryKey: ['app-info'], queryFn: () => call('app:info', null), staleTime: Infinity })

export const showLog = () =>
  mutationOptions({ mutationKey: ['app:show-log'], mutationFn: () => call('app:show-log', null) })
