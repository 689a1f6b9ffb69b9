import type { ReactNode } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { showLog } from './queries/app-info.ts'
import {
  activateConnection,
  connectionsQuery,
  moveLocalToAnotherPort,
  restartLocal,
  signIn as startSignIn,
} from './queries/connections.ts'
import { chooseSaveFolder } from './queries/settings.ts'
import { runCommand, useCommand } from './ui/commands/commands.ts'
import { RemedyProvider } from './ui/feedback/remedy.tsx'

/**
 * Connects the buttons in errors to their actions, which live in another part of the window or in
 * main.
 */
export function AppRemedies({ children }: { readonly children: ReactNode }) {
  const { mutate: log } = useMutation(showLog())
  const { mutate: folder } = useMutation(chooseSaveFolder())
  const { mutate: restart } = useMutation(restartLocal())
  const { mutate: port } = useMutation(moveLocalToAnotherPort())
  const { mutate: connect } = useMutation(activateConnection())
  const { mutate: signIn } = useMutation(startSignIn())
  const { data } = useQuery(connectionsQuery())
  const active = data?.connections.find(({ id }) => id === data.activeId)
  useCommand('show-log', { run: () => log() })
  return (
    <RemedyProvider
      actions={{
        'open-connection': () => runCommand('show-settings'),
        'sign-in': () => {
          // Connecting any other profile reads its keys again. Access keys are entered in the settings.
          if (active?.signsIn === true) signIn({ connectionId: active.id })
          else if (active?.kind === 'profile') connect({ connectionId: active.id })
          else runCommand('show-settings')
        },
        'choose-folder': () => folder(),
        'free-space': () => runCommand('show-files'),
        'add-queue': () => runCommand('add-queue'),
        'claim-next': () => runCommand('claim-next'),
        'restart-local': () => restart(),
        'use-another-port': () => port(),
        'show-log': () => log(),
      }}
    >
      {children}
    </RemedyProvider>
  )
}
