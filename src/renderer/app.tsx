import { useEffect, useMemo, useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import styles from './app.module.css'
import { ClaimsPanel } from './features/claims/claims-panel.tsx'
import { ConnectionsSection } from './features/connections/connections-section.tsx'
import { MfaPrompt } from './features/connections/mfa-dialog.tsx'
import { NotReady } from './features/connections/not-ready.tsx'
import { ReconnectBar } from './features/connections/reconnect-bar.tsx'
import { FooterBar } from './features/footer/footer-bar.tsx'
import { HistoryNotice } from './features/history/history-notice.tsx'
import { HistoryView } from './features/history/history-view.tsx'
import { FilesView } from './features/files/files-view.tsx'
import { AddQueue } from './features/queues/add-queue.tsx'
import { NoQueues } from './features/queues/no-queues.tsx'
import { Preview } from './features/preview/preview.tsx'
import { QueueView } from './features/queues/queue-view.tsx'
import { CommandPalette } from './features/palette/command-palette.tsx'
import { ReloadNotice } from './features/app-notices/reload-notice.tsx'
import { SandboxNotice } from './features/app-notices/sandbox-notice.tsx'
import { SettingsView } from './features/settings/settings-view.tsx'
import { Sidebar } from './features/sidebar/sidebar.tsx'
import { SubmitFiles } from './features/submit/submit-files.tsx'
import { TransfersView } from './features/transfers/transfers-view.tsx'
import { useActiveQueues } from './queries/active-queues.ts'
import { watchQueue } from './queries/queues.ts'
import { settingsQuery } from './queries/settings.ts'
import { useCommandKeys } from './ui/command-keys.ts'
import { useCommands } from './ui/commands.ts'
import { Toaster } from './ui/feedback/toaster.tsx'
import { TooltipProvider } from './ui/controls/tooltip.tsx'
import { usePlaces } from './ui/places.ts'
import { ViewContext, type View } from './ui/view.ts'

/** The view to show. `home` is the job queue that was last on screen, or the first one. */
type Destination = { readonly kind: 'home' } | Exclude<View, { readonly kind: 'queue' }>

/** Lays out the window and decides which view is on screen. */
export function App() {
  const [destination, setDestination] = useState<Destination>({ kind: 'home' })
  const [lastQueue, setLastQueue] = useState<string | null>(null)
  const { connectionId, notReady, reconnecting, queues } = useActiveQueues()
  const queue =
    queues?.find((candidate) => candidate.config.name === lastQueue)?.config.name ??
    queues?.[0]?.config.name ??
    null
  // Two connections may have job queues with the same name. Their state must not mix.
  const queueKey = `${connectionId ?? ''} ${queue ?? ''}`
  const onQueue = destination.kind === 'home'

  const viewState = useMemo(
    () => ({
      view: destination.kind === 'home' ? ({ kind: 'queue', name: queue ?? '' } as const) : destination,
      queue,
      show: (next: View) => {
        if (next.kind === 'queue') setLastQueue(next.name)
        setDestination(next.kind === 'queue' ? { kind: 'home' } : next)
      },
    }),
    [destination, queue],
  )

  const { show } = viewState
  const places = useMemo(
    () => [
      ...(queues ?? []).map(({ config: { name } }) => ({
        id: `queue ${name}`,
        title: name,
        detail: 'Queue',
        show: () => show({ kind: 'queue', name }),
      })),
      ...(['transfers', 'objects', 'history', 'settings'] as const).map((kind) => ({
        id: kind,
        title: kind.charAt(0).toUpperCase() + kind.slice(1),
        show: () => show({ kind }),
      })),
    ],
    [queues, show],
  )
  usePlaces(places)
  useTheme()
  useWatchedQueue(onQueue ? queue : null)
  useCommandKeys()
  useCommands({
    'show-transfers': () => setDestination({ kind: 'transfers' }),
    'show-objects': () => setDestination({ kind: 'objects' }),
    'show-history': () => setDestination({ kind: 'history' }),
    'show-settings': () => setDestination({ kind: 'settings' }),
  })

  return (
    <TooltipProvider delay={500}>
      <ViewContext value={viewState}>
        <div className={styles.window}>
          <Sidebar />
          <main className={styles.main}>
            {reconnecting === null ? null : <ReconnectBar key={connectionId} connection={reconnecting} />}
            <ReloadNotice />
            <SandboxNotice />
            <HistoryNotice />
            {destination.kind === 'transfers' ? (
              <TransfersView />
            ) : destination.kind === 'history' ? (
              <HistoryView />
            ) : destination.kind === 'settings' ? (
              <SettingsView>
                <ConnectionsSection />
              </SettingsView>
            ) : notReady !== null ? (
              <NotReady key={notReady.id} connection={notReady} />
            ) : destination.kind === 'objects' && queues !== undefined ? (
              <FilesView key={connectionId} queue={queue} preview={(source) => <Preview source={source} />} />
            ) : queue === null && queues !== undefined ? (
              <NoQueues />
            ) : (
              <QueueView key={queueKey} name={queue}>
                {queue === null ? null : <ClaimsPanel key={queueKey} queue={queue} />}
              </QueueView>
            )}
          </main>
          <FooterBar />
        </div>
        <AddQueue />
        <MfaPrompt />
        <SubmitFiles />
        <CommandPalette />
      </ViewContext>
      <Toaster />
    </TooltipProvider>
  )
}

/** Applies the user's theme; `system` follows the system. */
function useTheme(): void {
  const theme = useQuery(settingsQuery()).data?.theme
  useEffect(() => {
    if (theme === undefined || theme === 'system') document.documentElement.removeAttribute('data-theme')
    else document.documentElement.setAttribute('data-theme', theme)
  }, [theme])
}

/** Tells main which job queue is on screen: only that one is polled often. */
function useWatchedQueue(name: string | null): void {
  const { mutate } = useMutation(watchQueue())
  useEffect(() => {
    mutate({ name })
  }, [mutate, name])
}
