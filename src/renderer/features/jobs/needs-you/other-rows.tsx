import { useState } from 'react'
import { CircleX, PauseCircle } from 'lucide-react'
import { useMutation } from '@tanstack/react-query'
import type { Transfer } from '../../../../shared/files/transfers.ts'
import { visibleText } from '../../../../shared/texts/hidden-text.ts'
import { cancelTransfer, confirmTransfer, resumeTransfer, retryTransfer } from '../../../queries/transfers.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { RemedyButton } from '../../../ui/feedback/remedy.tsx'
import { formatBytes, plural } from '../../../ui/text/format.ts'
import { removalText, RemovalQuestion } from '../../../ui/transfer-removal.tsx'
import { MiddleCut } from '../../../ui/text/middle-cut.tsx'
import styles from './needs-you.module.css'

const kinds = {
  submit: 'Upload',
  store: 'Upload',
  result: 'Result',
  save: 'Download',
} as const satisfies Record<Transfer['kind'], string>

interface OtherRowsProps {
  readonly transfers: readonly Transfer[]
  /** The number of transfers that are not listed. */
  readonly more: number
}

/** One row per transfer, with the reason and a way to fix it. */
export function OtherRows({ transfers, more }: OtherRowsProps) {
  if (transfers.length + more === 0) return null
  return (
    <ul className={styles.rows} aria-label="Transfers that need you">
      {transfers.map((transfer) => (
        <OtherRow key={transfer.id} transfer={transfer} />
      ))}
      {more === 0 ? null : (
        <li className={styles.row} data-tone="quiet">
          <span className={styles.more}>
            {plural(more, 'more transfer needs you.', 'more transfers need you.')} They appear here as these
            are settled.
          </span>
        </li>
      )}
    </ul>
  )
}

function OtherRow({ transfer }: { readonly transfer: Transfer }) {
  const retry = useMutation(retryTransfer())
  const resume = useMutation(resumeTransfer())
  const cancel = useMutation(cancelTransfer())
  const [asking, setAsking] = useState(false)
  const confirm = useMutation(confirmTransfer())
  const { kind, state, name, queue, error, bytesTotal, bytesDone } = transfer
  const ref = { transferId: transfer.id }
  const isPaused = state === 'paused'
  const lost = removalText(transfer)
  const size = bytesTotal === null ? '' : `${formatBytes(bytesDone)} of ${formatBytes(bytesTotal)}`
  const Icon = isPaused ? PauseCircle : CircleX
  return (
    <li className={styles.row} data-tone={isPaused ? 'quiet' : 'bad'}>
      <span className={styles.what}>
        <Icon size={16} strokeWidth={1.75} aria-hidden />
        {kinds[kind]} {isPaused ? 'paused' : state === 'interrupted' ? 'unfinished' : 'failed'}
      </span>
      <MiddleCut text={name} />
      <span className={styles.queue}>{queue}</span>
      <span className={styles.reason} title={error === null ? undefined : `${error.message} ${error.hint}`}>
        {error === null ? size : visibleText(error.message)}
      </span>
      <span className={styles.buttons}>
        <RemedyButton remedy={error?.remedy} />
        {state === 'unconfirmed' ? (
          <Button size="small" busy={confirm.isPending} onClick={() => confirm.mutate(ref)}>
            Mark as sent
          </Button>
        ) : null}
        <Button
          size="small"
          busy={resume.isPending || retry.isPending}
          onClick={() => (isPaused ? resume : retry).mutate(ref)}
        >
          {isPaused ? 'Resume' : state === 'interrupted' ? 'Continue' : 'Retry'}
        </Button>
        <Button
          size="small"
          busy={cancel.isPending}
          aria-label={`Remove ${visibleText(name, true)}${lost === null ? '' : '…'}`}
          onClick={() => (lost === null ? cancel.mutate(ref) : setAsking(true))}
        >
          {lost === null ? 'Remove' : 'Remove…'}
        </Button>
        {asking && lost !== null ? (
          <RemovalQuestion
            name={name}
            text={lost}
            onRemove={() => cancel.mutate(ref)}
            onClose={() => setAsking(false)}
          />
        ) : null}
      </span>
    </li>
  )
}
