import { useEffect, useMemo } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import styles from './app.module.css'
import { AppView } from './app-view.tsx'
import { HistoryNotice } from './features/app-notices/history-notice.tsx'
import { ClaimDialogs } from './features/claiming/claim-dialogs.tsx'
import { AppRemedies } from './app-remedies.tsx'
import { AppCurrentConnection } from './app-current-connection.tsx'
import { ReloadNotice } from './features/app-notices/reload-notice.tsx'
import { TroubleNotice } from './features/app-notices/trouble-notice.tsx'
import { InstalledNotice, UpdateNotice } from './features/app-notices/update-notice.tsx'
import { SandboxNotice } from './features/app-notices/sandbox-notice.tsx'
import { MfaPrompt } from './features/connections/mfa-dialog.tsx'
import { SignInPrompt } from './features/connections/sign-in-dialog.tsx'
import { ReconnectBar } from './features/connections/reconnect-bar.tsx'
import { FirstSteps } from './features/first-run/first-steps.tsx'
import { FooterBar } from './features/footer/footer-bar.tsx'
import { FindQueues } from './features/queues/discover/find-queues.tsx'
import { AddQueue } from './features/queues/add-queue.tsx'
import { WaitingElsewhere } from './features/queues/waiting-elsewhere.tsx'
import { ReportProblem } from './features/help/report-problem.tsx'
import { CommandPalette } from './features/palette/command-palette.tsx'
import { Sidebar } from './features/sidebar/sidebar.tsx'
import { ResubmitDialogs } from './features/submit/resubmit-dialog.tsx'
import { SubmitFiles } from './features/submit/submit-files.tsx'
import { TransfersDrawer } from './features/transfers/transfers-drawer.tsx'
import { useActiveQueues } from './queries/queues/active-queues.ts'
import { watchQueue } from './queries/queues/queues.ts'
import { settingsQuery } from './queries/settings.ts'
import { useCommandKeys } from './ui/commands/command-keys.ts'
import { useCommands } from './ui/commands/commands.ts'
import { Announcer } from './ui/feedback/announcer.tsx'
import { TooltipProvider } from './ui/controls/tooltip.tsx'
import { Toaster } from './ui/feedback/toaster.tsx'
import { useMissedNotices } from './missed-notices.ts'
import { useOpenFromNotice } from './open-from-notice.ts'
import { useAnnouncements } from './use-announcements.ts'
import { useClaiming } from './use-claiming.ts'
import { useHelpCommands } from './use-help-commands.ts'
import { useRefresh } from './use-refresh.ts'
import { useDestinations } from './ui/view/destinations.ts'
import { updateView, useSavedView } from './ui/view/view-state.ts'
import { ViewContext, type View } from './ui/view/view.ts'

const overviews = [
  ['all-queues', 'All queues'],
  ['needs-you', 'Needs you'],
  ['mine', 'Mine now'],
  ['results', 'Results'],
  ['all-jobs', 'All jobs'],
  ['files', 'Files'],
  ['settings', 'Settings'],
  ['help', 'Help'],
] as const

/** Lays out the window and chooses the current view. */
export function App() {
  const { connectionId, reconnecting, queues } = useActiveQueues()
  const saved = useSavedView(({ view }) => view)
  const lastQueue = useSavedView(({ lastQueues }) => lastQueues[connectionId ?? ''])
  const queue =
    queues?.find((candidate) => candidate.config.name === lastQueue)?.config.name ??
    queues?.[0]?.config.name ??
    null
  // The last queue on screen may be gone, or belong to another connection.
  const view: View = saved === null || saved.kind === 'queue' ? { kind: 'queue', name: queue ?? '' } : saved
  const kind = view.kind

  const viewState = useMemo(() => {
    const show = (next: View): void =>
      updateView(({ lastQueues }) => ({
        view: next,
        lastQueues:
          queueOf(next) === null ? lastQueues : { ...lastQueues, [connectionId ?? '']: queueOf(next) ?? '' },
      }))
    return { view: viewOf(kind, queue ?? ''), queue, show }
  }, [kind, queue, connectionId])

  const places = useMemo(
    () => [
      ...(queues ?? []).map(({ config: { name } }) => ({
        id: `queue ${name}`,
        title: name,
        detail: 'Queue',
        show: () => viewState.show({ kind: 'queue', name }),
      })),
      ...(queue === null ? [] : pagesOf(queue)).map(([view, title]) => ({
        id: view.kind,
        title,
        show: () => viewState.show(view),
      })),
      ...overviews.map(([place, title]) => ({
        id: place,
        title,
        show: () => viewState.show({ kind: place }),
      })),
    ],
    [queues, queue, viewState],
  )

  useDestinations(places)
  useTheme()
  useWatchedQueue(queueOf(viewState.view) === null ? null : queue)
  useCommandKeys()
  useOpenFromNotice()
  useViewCommands(viewState.show, queue)
  useHelpCommands(viewState.show)
  useMissedNotices()
  useRefresh(viewState, queues)
  const claiming = useClaiming({ ...viewState, connectionId, queues })
  const waitingElsewhere = claiming.waiting.filter((one) => kind !== 'queue' || one.queue !== queue)

  return (
    <TooltipProvider delay={500}>
      <AppRemedies>
        <ViewContext value={viewState}>
          <AppCurrentConnection>
            <div className={styles.window}>
              <Sidebar>
                <Toaster />
                {connectionId === 'local' && queue !== null ? <FirstSteps queue={queue} /> : null}
              </Sidebar>
              <main className={styles.main}>
                <AppView claiming={claiming} />
                {/* Below the view, so that no row moves when they appear. */}
                <div className={styles.notices}>
                  {reconnecting === null ? null : (
                    <ReconnectBar key={connectionId} connection={reconnecting} />
                  )}
                  <TroubleNotice />
                  <InstalledNotice />
                  <UpdateNotice />
                  <ReloadNotice />
                  <SandboxNotice />
                  <HistoryNotice />
                </div>
              </main>
              <FooterBar>
                <TransfersDrawer />
                <WaitingElsewhere waiting={waitingElsewhere} onCancel={claiming.cancel} />
              </FooterBar>
            </div>
            <AddQueue />
            <FindQueues />
            <MfaPrompt />
            <SignInPrompt />
            <SubmitFiles />
            <ResubmitDialogs />
            <ClaimDialogs onClaimAnother={claiming.startAfter} />
            <CommandPalette />
            <ReportProblem />
          </AppCurrentConnection>
        </ViewContext>
      </AppRemedies>
      <Announcer />
      <Announcements />
    </TooltipProvider>
  )
}

/** Renders nothing. It is a separate component, so that its queries do not re-render the whole window. */
function Announcements(): null {
  useAnnouncements()
  return null
}

/** Returns a job queue's pages besides its job list. */
function pagesOf(queue: string): readonly (readonly [View, string])[] {
  return [
    [{ kind: 'dead-letters', queue }, `Dead letters of ${queue}`],
    [{ kind: 'queue-settings', queue }, `Settings of the queue ${queue}`],
  ]
}

/** Returns a view's job queue, or `null` if it has none. */
function queueOf(view: View): string | null {
  if (view.kind === 'queue') return view.name
  return view.kind === 'dead-letters' || view.kind === 'queue-settings' ? view.queue : null
}

function viewOf(kind: View['kind'], queue: string): View {
  if (kind === 'queue') return { kind, name: queue }
  return kind === 'dead-letters' || kind === 'queue-settings' ? { kind, queue } : { kind }
}

function useViewCommands(show: (view: View) => void, queue: string | null): void {
  const ofQueue = (kind: 'queue-settings' | 'dead-letters') =>
    queue === null ? undefined : () => show({ kind, queue })
  useCommands({
    'queue-settings': ofQueue('queue-settings'),
    redrive: ofQueue('dead-letters'),
    // The settings have a Purge button for each queue, which asks for the queue's name.
    purge: ofQueue('queue-settings'),
    'toggle-charts': () => updateView(({ chart }) => ({ chart: chart === null ? '1h' : null })),
    'show-all-queues': () => show({ kind: 'all-queues' }),
    'show-needs-you': () => show({ kind: 'needs-you' }),
    'show-mine': () => show({ kind: 'mine' }),
    'show-results-list': () => show({ kind: 'results' }),
    'show-all-jobs': () => show({ kind: 'all-jobs' }),
    'show-files': () => show({ kind: 'files' }),
    'show-settings': () => show({ kind: 'settings' }),
  })
}

/** Applies the user's theme. `system` follows the operating system. */
function useTheme(): void {
  const theme = useQuery(settingsQuery()).data?.theme
  useEffect(() => {
    if (theme === undefined || theme === 'system') document.documentElement.removeAttribute('data-theme')
    else document.documentElement.setAttribute('data-theme', theme)
  }, [theme])
}

/** Tells main which job queue is on screen. Only that one is polled often. */
function useWatchedQueue(name: string | null): void {
  const { mutate } = useMutation(watchQueue())
  useEffect(() => {
    mutate({ name })
  }, [mutate, name])
}
