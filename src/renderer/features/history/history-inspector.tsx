import type { Ref } from 'react'
import { useQuery } from '@tanstack/react-query'
import type { HistoryJob, HistoryState as State } from '../../../shared/history.ts'
import { connectionsQuery } from '../../queries/connections.ts'
import { CopyButton } from '../../ui/controls/copy-button.tsx'
import { dateTime, formatBytes } from '../../ui/format.ts'
import { Inspector, InspectorFields, InspectorHead } from '../../ui/layout/inspector.tsx'
import { HistoryState, historyStates } from './history-state.tsx'
import { ForeignText } from '../../ui/foreign-text.tsx'
import styles from './history-view.module.css'

interface HistoryInspectorProps {
  readonly ref: Ref<HTMLElement>
  readonly job: HistoryJob
}

/** The details of a job and its timeline. */
export function HistoryInspector({ ref, job }: HistoryInspectorProps) {
  const connections = useQuery(connectionsQuery()).data?.connections
  const label = connections?.find(({ id }) => id === job.connectionId)?.label ?? 'a removed connection'
  return (
    <Inspector
      ref={ref}
      label={job.name}
      head={
        <InspectorHead title={job.name}>
          <HistoryState state={job.state} />
        </InspectorHead>
      }
    >
      <ol className={styles.timeline} aria-label="Timeline">
        {steps(job).map(({ step, at }) => (
          <li key={step} data-tone={historyStates[step].tone}>
            <span>{historyStates[step].label}</span>
            <time dateTime={new Date(at).toISOString()}>{dateTime(at)}</time>
          </li>
        ))}
      </ol>
      <InspectorFields>
        <dt>Queue</dt>
        <dd>
          {job.queue} on {label}
        </dd>
        <dt>Size</dt>
        <dd>{job.size === null ? '—' : formatBytes(job.size)}</dd>
        {job.fileName === '' ? null : (
          <>
            <dt>File</dt>
            <dd>
              <ForeignText text={job.fileName} />
            </dd>
          </>
        )}
        <Copied label="Key" copy="Copy key" text={job.key} />
        <Copied label="Job id" copy="Copy job id" text={job.jobId} />
      </InspectorFields>
    </Inspector>
  )
}

interface CopiedProps {
  readonly label: string
  readonly copy: string
  readonly text: string | null
}

function Copied({ label, copy, text }: CopiedProps) {
  return (
    <>
      <dt>{label}</dt>
      <dd className={styles.copied}>
        {text === null ? (
          '—'
        ) : (
          <>
            <code>
              <ForeignText text={text} />
            </code>
            <CopyButton text={text} label={copy} />
          </>
        )}
      </dd>
    </>
  )
}

/** The steps of a job, newest first. */
function steps({ times }: HistoryJob): { readonly step: State; readonly at: number }[] {
  return (Object.entries(times) as [State, number | null][])
    .flatMap(([step, at]) => (at === null ? [] : [{ step, at }]))
    .toReversed()
    .toSorted((a, b) => b.at - a.at)
}
