import { screen } from '@testing-library/react'
import { useMutation } from '@tanstack/react-query'
import { vi } from 'vitest'
import type { JobEntry } from '../../../../shared/jobs/jobs.ts'
import type { Handlers } from '../../../testing/fake-bridge.ts'
import { FakeJobs, jobRow } from '../../../testing/fake-jobs.ts'
import { Leaving } from '../../../testing/leaving.tsx'
import { renderWithBridge } from '../../../testing/render-app.tsx'
import { claimNext } from '../../../queries/jobs/claims.ts'
import { useCommandKeys } from '../../../ui/commands/command-keys.ts'
import { useCommands } from '../../../ui/commands/commands.ts'
import { Toaster } from '../../../ui/feedback/toaster.tsx'
import { ViewContext, type View } from '../../../ui/view/view.ts'
import { useWorkRequests, type WorkRequest } from '../../../ui/work-requests.ts'
import { QueueJobs } from '../queue-jobs.tsx'

/** Shows a queue's jobs. Returns the fake jobs, the bridge, the requested dialogs, and the mock that shows views. */
export function showJobs(entries: readonly JobEntry[], handlers: Handlers = {}) {
  const asked: WorkRequest[] = []
  const showView = vi.fn<(view: View) => void>()
  const jobs = new FakeJobs(entries)
  const bridge = renderWithBridge(
    <ViewContext value={{ view: { kind: 'queue', name: 'thumbnails' }, queue: 'thumbnails', show: showView }}>
      <Page onAsked={(request) => asked.push(request)} />
    </ViewContext>,
    { ...jobs.handlers(), ...handlers },
  )
  return { jobs, bridge, asked, showView }
}

function Page({ onAsked }: { readonly onAsked: (request: WorkRequest) => void }) {
  useCommandKeys()
  useWorkRequests(onAsked)
  const claim = useMutation(claimNext())
  useCommands({
    'claim-next': () =>
      claim.mutate({ queue: 'thumbnails', status: 'pending', max: 20, signal: new AbortController().signal }),
  })
  return (
    <>
      <Leaving>
        <QueueJobs connectionId="local" queue="thumbnails" />
      </Leaving>
      <Toaster />
    </>
  )
}

export const threeJobs = [
  jobRow({ id: 3, name: 'photo.jpg', state: 'result', results: { found: 2, new: 2, saved: 0 } }),
  jobRow({ id: 2, name: 'scan.txt', state: 'queued' }),
  jobRow({ id: 1, name: 'old.csv', state: 'finished', step: 'acknowledged' }),
]

export const row = (name: RegExp): Promise<HTMLElement> => screen.findByRole('row', { name })
export const panel = (name: string): Promise<HTMLElement> =>
  screen.findByRole('region', { name: `Job ${name}` })
