import { useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { QueueConfig, QueueLayout, QueueResource } from '../../../shared/queues/queues.ts'
import { defaultStatuses } from '../../../shared/queues/queue-rules.ts'
import { addQueue, queueResourcesQuery, queuesQuery } from '../../queries/queues/queues.ts'
import { Button } from '../../ui/controls/button.tsx'
import { useCommands } from '../../ui/commands/commands.ts'
import { Dialog } from '../../ui/layout/dialog.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { RadioCards } from '../../ui/controls/radio-cards.tsx'
import { TextField } from '../../ui/controls/text-field.tsx'
import { requestQueueDialog, useQueueRequests } from '../../ui/queue-requests.ts'
import { useView } from '../../ui/view/view.ts'
import { CreationPreview } from './create/creation-preview.tsx'
import { useCreation } from './create/use-creation.ts'
import styles from './add-queue.module.css'
import {
  countedResources,
  layoutChoices,
  nameProblem,
  resourceNames,
  statusesOf,
  statusesProblem,
} from './queue-names.ts'
import { HalfMissingNotice } from './half-missing-notice.tsx'
import { ResourceList } from './resource-list.tsx'

/** Opens the dialog on the `add-queue` command, and for a job queue with missing parts. */
export function AddQueue() {
  const [open, setOpen] = useState<{ readonly config: QueueConfig | null } | null>(null)
  useCommands({ 'add-queue': () => setOpen({ config: null }) })
  useQueueRequests((request) => {
    if (request.kind === 'create') setOpen({ config: request.config })
  })
  return open === null ? null : <AddQueueDialog given={open.config} onClose={() => setOpen(null)} />
}

interface AddQueueDialogProps {
  /** The job queue to complete. `null` lets the user name one. */
  readonly given: QueueConfig | null
  readonly onClose: () => void
}

/** Adds a job queue. First checks what exists, then creates missing resources after confirmation. */
function AddQueueDialog({ given, onClose }: AddQueueDialogProps) {
  const { show } = useView()
  const snapshot = useQuery(queuesQuery()).data
  const known = snapshot?.queues ?? []
  const [name, setName] = useState(given?.name ?? '')
  const [layout, setLayout] = useState<QueueLayout>(given?.layout ?? 'in-out')
  const [statusText, setStatusText] = useState(given?.statuses.join(', ') ?? 'pending')
  const [checked, setChecked] = useState<QueueConfig | null>(given)
  const add = useMutation(addQueue())

  const statuses = layout === 'in-out' ? [...defaultStatuses] : [...statusesOf(statusText)]
  const config: QueueConfig = { name, layout, statuses }
  const nameError = nameProblem(
    name,
    known.map((queue) => queue.config.name).filter((other) => other !== given?.name),
  )
  const statusesError = layout === 'single' ? statusesProblem(statuses) : null
  const isChecked = checked !== null && JSON.stringify(checked) === JSON.stringify(config)
  const check = useQuery({
    ...queueResourcesQuery(snapshot?.connectionId ?? '', checked ?? config),
    enabled: isChecked,
  })
  const found = isChecked ? check.data : undefined
  const missing = found?.filter((resource) => resource.state === 'missing') ?? []
  const blocked = found?.some((resource) => resource.state === 'foreign') ?? false
  const creation = useCreation(
    snapshot?.connectionId ?? '',
    checked ?? config,
    found !== undefined && missing.length > 0 && !blocked ? found : null,
  )
  const created = creation.plan.length > 0 ? creation.plan : missing
  // The plan shows the missing ones with their settings.
  const listed =
    creation.plan.length > 0
      ? (found ?? []).filter(({ state }) => state !== 'missing')
      : (found ?? unchecked(config))
  const hasFailed = creation.outcome !== null && creation.outcome.failed !== null
  const isBusy = add.isPending || creation.isPending
  const isValid = nameError === null && statusesError === null

  function finish() {
    show({ kind: 'queue', name })
    onClose()
  }

  function submit() {
    if (!isValid) return
    if (found === undefined) {
      setChecked(config)
      return
    }
    if (blocked || isBusy) return
    if (hasFailed) {
      creation.reset()
      void check.refetch()
    } else if (missing.length > 0) creation.create(finish)
    else add.mutate({ config, create: false }, { onSuccess: finish })
  }

  return (
    <Dialog
      title="Add a job queue"
      size={missing.length > 0 ? 'wide' : 'normal'}
      description="Add an existing job queue of this connection, or create a new one."
      onClose={onClose}
      onSubmit={submit}
      actions={
        <>
          {given === null ? (
            <Button
              className={styles.find}
              onClick={() => {
                onClose()
                requestQueueDialog({ kind: 'find' })
              }}
            >
              Find job queues…
            </Button>
          ) : null}
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="primary"
            disabled={
              !isValid ||
              blocked ||
              check.isFetching ||
              isBusy ||
              (missing.length > 0 && creation.request === null)
            }
          >
            {isBusy
              ? 'Adding…'
              : check.isFetching
                ? 'Checking…'
                : found === undefined
                  ? 'Check'
                  : hasFailed
                    ? 'Check again'
                    : missing.length > 0
                      ? `Create ${countedResources(created)}, then add`
                      : 'Add queue'}
          </Button>
        </>
      }
    >
      <TextField
        label="Name"
        mono
        maxLength={48}
        placeholder="thumbnails"
        value={name}
        onChange={setName}
        error={name === '' ? null : nameError}
        help="Lower-case letters, digits and inner hyphens."
      />
      <div className={styles.group}>
        <span className={styles.label}>Layout</span>
        <RadioCards label="Layout" value={layout} options={layoutChoices} onChange={setLayout} />
      </div>
      {layout === 'single' ? (
        <TextField
          label="Statuses"
          mono
          value={statusText}
          onChange={setStatusText}
          error={statusesError}
          help="Separated by commas. The first one is always pending."
        />
      ) : null}
      {isValid ? (
        <div className={styles.group}>
          <span className={styles.label}>Buckets and queues</span>
          {listed.length === 0 ? null : <ResourceList resources={listed} />}
          <CheckResult found={found} blocked={blocked} missing={missing.length} />
          {found === undefined ? null : <HalfMissingNotice config={config} found={found} />}
          {missing.length > 0 && !blocked ? (
            <CreationPreview connectionId={snapshot?.connectionId ?? ''} creation={creation} />
          ) : null}
        </div>
      ) : null}
      {isChecked && check.isError ? (
        <ErrorNote error={check.error} onRetry={() => void check.refetch()} />
      ) : null}
      {add.isError ? <ErrorNote error={add.error} /> : null}
    </Dialog>
  )
}

function unchecked(config: QueueConfig): readonly (Pick<QueueResource, 'kind' | 'name'> & { state: null })[] {
  return resourceNames(config).map((resource) => ({ ...resource, state: null }))
}

interface CheckResultProps {
  readonly found: readonly QueueResource[] | undefined
  readonly blocked: boolean
  readonly missing: number
}

function CheckResult({ found, blocked, missing }: CheckResultProps) {
  const denied = found?.some((resource) => resource.state === 'denied') ?? false
  const text =
    found === undefined
      ? 'Check finds out which of these exist. It changes nothing.'
      : blocked
        ? 'A bucket belongs to another account, so this name cannot be used. Choose another name.'
        : denied
          ? 'Your keys have no permission to check all of these. You can still add the queue.'
          : missing === 0
            ? 'Everything exists. Nothing will be created.'
            : 'Missing buckets and queues are created when you continue.'
  return (
    <output className={styles.findings} data-blocked={blocked || undefined}>
      {text}
    </output>
  )
}
