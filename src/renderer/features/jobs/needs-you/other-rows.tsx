import { CircleX, PauseCircle } from 'lucide-react'
import { useMutation } from '@tanstack/react-query'
import type { Transfer } from '../../../../shared/transfers.ts'
import { visibleText } from '../../../../shared/hidden-text.ts'
import {
  cancelTransfer,
  confirmTransfer,
  needsUser,
  resumeTransfer,
  retryTransfer,
} from '../../../queries/transfers.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { formatBytes } from '../../../ui/format.ts'
import { MiddleCut } from '../../../ui/middle-cut.tsx'
import styles from './needs-you.module.css'

/** Transfers that wait for the user and are not jobs, and uploads that the user has paused. */
export function otherTransfers(transfers: readonly Transfer[]): readonly Transfer[] {
  return transfers.filter(({ kind, state }) => (kind !== 'submit' && needsUser(state)) || state === 'paused')
}

const kinds = {
  submit: 'Upload',
  store: 'Upload',
  result: 'Result',
  save: 'Download',
} as const satisfies Record<Transfer['kind'], string>

interface OtherRowsProps {
  readonly transfers: readonly Transfer[]
}

/** One row for each, with the reason and what helps. */
export function OtherRows({ transfers }: OtherRowsProps) {
  if (transfers.length === 0) return null
  return (
    <ul className={styles.rows} aria-label="Transfers that need you">
      {transfers.map((transfer) => (
        <OtherRow key={transfer.id} transfer={transfer} />
      ))}
    </ul>
  )
}

function OtherRow({ transfer }: { readonly transfer: Transfer }) {
  const retry = useMutation(retryTransfer())
  const resume = useMutation(resumeTransfer())
  const cancel = useMutation(cancelTransfer())
  const confirm = useMutation(confirmTransfer())
  const { kind, state, name, queue, error, bytesTotal, bytesDone } = transfer
  const ref = { transferId: transfer.id }
  const isPaused = state === 'paused'
  const size = bytesTotal === null ? '' : `${formatBytes(bytesDone)} of ${formatBytes(bytesTotal)}`
  const Icon = isPaused ? PauseCircle : CircleX
  return (
    <li className={styles.row} data-tone={isPaused ? 'quiet' : 'bad'}>
      <span className={styles.what}>
        <Icon size={16} strokeWidth={1.75} aria-hidden />
        {kinds[kind]} {isPaused ? 'paused' : state === 'interrupted' ? 'unfinished' : 'failed'}
      </span>
      <MiddleCut text={name} className={styles.name} />
      <span className={styles.queue}>{queue}</span>
      <span className={styles.reason} title={error === null ? undefined : `${error.message} ${error.hint}`}>
        {error === null ? size : visibleText(error.message)}
      </span>
      <span className={styles.buttons}>
        {state === 'unconfirmed' ? (
          <Button size="small" onClick={() => confirm.mutate(ref)}>
            Mark as sent
          </Button>
        ) : null}
        <Button size="small" onClick={() => (isPaused ? resume : retry).mutate(ref)}>
          {isPaused ? 'Resume' : state === 'interrupted' ? 'Continue' : 'Retry'}
        </Button>
        <Button
          size="small"
          variant="quiet"
          aria-label={`Remove ${visibleText(name)}`}
          onClick={() => cancel.mutate(ref)}
        >
          Remove
        </Button>
      </span>
    </li>
  )
}
