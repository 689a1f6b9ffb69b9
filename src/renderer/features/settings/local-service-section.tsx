import { useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, CirclePause, LoaderCircle, type LucideIcon } from 'lucide-react'
import type { LocalService, LocalSnippet } from '../../../shared/connections/connections.ts'
import {
  copyLocalEnvironment,
  localServiceQuery,
  moveLocalToAnotherPort,
  restartLocal,
  showLocalDataFolder,
} from '../../queries/connections.ts'
import { Button } from '../../ui/controls/button.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { Notice } from '../../ui/feedback/notice.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import styles from './settings-view.module.css'

const states = {
  stopped: { label: 'Stopped', icon: CirclePause },
  starting: { label: 'Starting', icon: LoaderCircle },
  ready: { label: 'Running', icon: CircleCheck },
  failed: { label: 'Failed', icon: CircleAlert },
} as const satisfies Record<LocalService['state'], { readonly label: string; readonly icon: LucideIcon }>

/** The embedded server behind the Local connection, and the environment for local workers. */
export function LocalServiceSection() {
  const local = useQuery(localServiceQuery())
  return (
    <Panel
      title="Local service"
      description="An S3 and SQS server inside this app. It listens on this computer only."
    >
      {local.isError ? <ErrorNote error={local.error} onRetry={() => void local.refetch()} /> : null}
      {local.data === undefined ? null : (
        <>
          <ServiceState local={local.data} />
          <Environment local={local.data} />
        </>
      )}
    </Panel>
  )
}

interface ServiceProps {
  readonly local: LocalService
}

function ServiceState({ local }: ServiceProps) {
  const restart = useMutation(restartLocal())
  const move = useMutation(moveLocalToAnotherPort())
  const show = useMutation(showLocalDataFolder())
  const { label, icon: Icon } = states[local.state]
  const busy = restart.isPending || move.isPending || local.state === 'starting'
  return (
    <>
      {local.error === null ? null : (
        <Notice tone="danger" title={local.error.message}>
          {local.error.hint}
        </Notice>
      )}
      <dl className={styles.details}>
        <dt>State</dt>
        <dd className={styles.state} data-state={local.state}>
          <Icon size={15} aria-hidden />
          {label}
          {local.restarts === 0 ? null : (
            <span className={styles.muted}>
              restarted {local.restarts === 1 ? 'once' : `${local.restarts} times`}
            </span>
          )}
        </dd>
        <dt>Endpoint</dt>
        <dd className={styles.mono}>{local.endpoint ?? '—'}</dd>
        <dt>Data folder</dt>
        <dd className={styles.mono}>{local.dataFolder}</dd>
      </dl>
      <div className={styles.buttons}>
        <Button disabled={busy} onClick={() => restart.mutate()}>
          Restart
        </Button>
        <Button disabled={busy} onClick={() => move.mutate()}>
          Use another port
        </Button>
        <Button onClick={() => show.mutate()}>Show folder</Button>
      </div>
    </>
  )
}

const environmentLabels: readonly (readonly [LocalSnippet, string])[] = [
  ['posix', 'bash'],
  ['powershell', 'PowerShell'],
]
const clientLabels: readonly (readonly [LocalSnippet, string])[] = [
  ['aws-sdk-2', 'aws-sdk 2'],
  ['boto3', 'boto3'],
  ['aws-cli', 'AWS CLI'],
  ['rclone', 'rclone'],
]

function Environment({ local }: ServiceProps) {
  const copy = useMutation(copyLocalEnvironment())
  const [copied, setCopied] = useState<string | null>(null)

  const buttons = (labels: typeof clientLabels) =>
    labels.map(([snippet, label]) => (
      <Button key={snippet} onClick={() => copy.mutate({ snippet }, { onSuccess: () => setCopied(label) })}>
        Copy for {label}
      </Button>
    ))
  return (
    <div className={styles.environment}>
      <h3 className={styles.label}>For a worker on this computer</h3>
      <pre className={styles.lines}>{local.environmentPreview}</pre>
      <div className={styles.buttons}>{buttons(environmentLabels)}</div>
      <h3 className={styles.label}>For a client that ignores these variables</h3>
      <div className={styles.buttons}>{buttons(clientLabels)}</div>
      <output className={styles.muted}>
        {copied === null ? '' : `Copied for ${copied}, with the secret key.`}
      </output>
    </div>
  )
}
