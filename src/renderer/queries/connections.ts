import { mutationOptions, queryOptions } from '@tanstack/react-query'
import type { Input } from '../../shared/ipc/contract.ts'
import { call } from '../ipc/client.ts'
import { pushedQuery } from './pushed-query.ts'

export const connectionsKey = ['connections'] as const
export const localServiceKey = ['local'] as const

/** All connections, with the active one's id. */
export const connectionsQuery = () => pushedQuery(connectionsKey, () => call('connections:list', null))

/** The embedded server behind the Local connection. */
export const localServiceQuery = () => pushedQuery(localServiceKey, () => call('local:get', null))

/** The profiles in this computer's AWS config files. Read again each time they are shown. */
export const profilesQuery = () =>
  queryOptions({
    queryKey: ['connection-profiles'],
    queryFn: () => call('connections:profiles', null),
    staleTime: 0,
  })

type ConnectionChannel =
  | 'connections:remove'
  | 'connections:activate'
  | 'connections:connect'
  | 'connections:try-now'
  | 'connections:take-keys-from-clipboard'
  | 'connections:take-keys-from-file'
  | 'connections:choose-ca-file'
  | 'connections:forget-ca-file'
  | 'connections:type-keys'
  | 'connections:forget-keys'
  | 'connections:sign-in'
  | 'connections:cancel-sign-in'
  | 'connections:open-sign-in-page'

const connectionMutation = <C extends ConnectionChannel>(channel: C) =>
  mutationOptions({
    mutationKey: [channel],
    mutationFn: (connection: Input<C>) => call(channel, connection),
  })

export const addConnection = () =>
  mutationOptions({
    mutationKey: ['connections:add'],
    mutationFn: (input: Input<'connections:add'>) => call('connections:add', input),
    meta: { errorShownInPlace: true },
  })

export const editConnection = () =>
  mutationOptions({
    mutationKey: ['connections:edit'],
    mutationFn: (input: Input<'connections:edit'>) => call('connections:edit', input),
    meta: { errorShownInPlace: true },
  })

export const answerMfa = () =>
  mutationOptions({
    mutationKey: ['connections:answer-mfa'],
    mutationFn: (input: Input<'connections:answer-mfa'>) => call('connections:answer-mfa', input),
  })

export const removeConnection = () => connectionMutation('connections:remove')
export const activateConnection = () => connectionMutation('connections:activate')
export const connectConnection = () => connectionMutation('connections:connect')
export const tryConnectionNow = () => connectionMutation('connections:try-now')
export const takeKeysFromClipboard = () => connectionMutation('connections:take-keys-from-clipboard')
export const chooseCaFile = () => connectionMutation('connections:choose-ca-file')
export const forgetCaFile = () => connectionMutation('connections:forget-ca-file')
export const takeKeysFromFile = () => connectionMutation('connections:take-keys-from-file')

export const typeKeys = () => connectionMutation('connections:type-keys')
export const signIn = () => connectionMutation('connections:sign-in')
export const cancelSignIn = () => connectionMutation('connections:cancel-sign-in')
export const openSignInPage = () => connectionMutation('connections:open-sign-in-page')
export const forgetKeys = () => connectionMutation('connections:forget-keys')

export const restartLocal = () =>
  mutationOptions({ mutationKey: ['local:restart'], mutationFn: () => call('local:restart', null) })

export const moveLocalToAnotherPort = () =>
  mutationOptions({
    mutationKey: ['local:use-another-port'],
    mutationFn: () => call('local:use-another-port', null),
  })

export const showLocalDataFolder = () =>
  mutationOptions({
    mutationKey: ['local:show-data-folder'],
    mutationFn: () => call('local:show-data-folder', null),
  })

export const copyLocalEnvironment = () =>
  mutationOptions({
    mutationKey: ['local:copy-environment'],
    mutationFn: (input: Input<'local:copy-environment'>) => call('local:copy-environment', input),
  })
