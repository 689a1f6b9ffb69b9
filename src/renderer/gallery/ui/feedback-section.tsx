import { Inbox } from 'lucide-react'
import { Button } from '../../ui/controls/button.tsx'
import { Countdown } from '../../ui/feedback/countdown.tsx'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { Notice } from '../../ui/feedback/notice.tsx'
import { ProgressBar } from '../../ui/feedback/progress-bar.tsx'
import { StatusDot } from '../../ui/feedback/status-dot.tsx'
import { Group } from '../group.tsx'

const soon = Date.now() + 8_000
const nothing = (): void => undefined

/** Notices, errors with their buttons, states and progress. */
export function FeedbackSection() {
  return (
    <>
      <Group label="Notices" variant="column">
        <Notice title="Counts refresh faster while jobs are moving." />
        <Notice tone="success" title="All results are saved." />
        <Notice tone="warning" title="The lease ends in 8 s.">
          It could not be renewed.
        </Notice>
      </Group>
      <Group label="Errors and the step that helps" variant="column">
        <ErrorNote
          error={{
            message: 'The disk is full.',
            hint: 'Free up some space, or choose another folder.',
            remedy: 'choose-folder',
          }}
          onRetry={nothing}
        />
        <ErrorNote
          error={{ message: 'The server did not respond in time.', remedy: 'retry' }}
          onRetry={nothing}
        />
        <ErrorNote error={{ message: 'The file was deleted.' }} />
        <ErrorNote
          tone="warning"
          error={{ message: 'The renewal failed.', hint: 'It is repeated.' }}
          retrying
          onRetry={nothing}
        />
      </Group>
      <Group label="States">
        {(['ready', 'busy', 'off', 'failed'] as const).map((state) => (
          <span key={state}>
            <StatusDot state={state} /> {state}
          </span>
        ))}
        <span>
          Reconnecting
          <Countdown until={soon} />
        </span>
      </Group>
      <Group label="Progress" variant="column">
        <ProgressBar label="Upload" value={0.61} />
        <ProgressBar label="Results" value={0.4} tone="done" />
        <ProgressBar label="Moving" value={0.3} tone="progress" />
        <ProgressBar label="Failed" value={0.2} tone="dead" />
        <ProgressBar label="Unknown" value={null} />
      </Group>
      <Group label="Nothing there" variant="column">
        <EmptyState
          icon={<Inbox />}
          title="No claimed jobs"
          actions={<Button variant="primary">Claim next</Button>}
        >
          Claim a job to work on it. It stays reserved while the app runs.
        </EmptyState>
      </Group>
    </>
  )
}
