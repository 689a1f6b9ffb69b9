import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import type { SqsQueueSettings } from '../../../shared/queues/queue-settings.ts'
import { addDeadLetters } from '../../queries/queues/queue-settings.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Checkbox } from '../../ui/controls/checkbox.tsx'
import { TextField } from '../../ui/controls/text-field.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { Notice } from '../../ui/feedback/notice.tsx'
import { Dialog } from '../../ui/layout/dialog.tsx'
import styles from './queue-settings.module.css'
import { valueProblem } from './setting-texts.ts'

const usualReceives = '3'

interface DeadLetterDialogProps {
  readonly queue: string
  /** The job queue's status queues without a dead-letter queue. */
  readonly without: readonly SqsQueueSettings[]
  readonly onClose: () => void
}

/** Sets up a dead-letter queue. First shows what will be created and changed. */
export function DeadLetterDialog({ queue, without, onClose }: DeadLetterDialogProps) {
  const add = useMutation(addDeadLetters())
  const [receives, setReceives] = useState(usualReceives)
  // Results wait until someone takes them, so their receive counts say nothing about failures.
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(without.flatMap(({ status }) => (status === null || status === 'completed' ? [] : status))),
  )
  const problem = valueProblem('maxReceives', receives, 1)
  const name = `${queue}-dead`
  const names = without.filter(({ status }) => status !== null && chosen.has(status)).map((one) => one.name)
  const ready = problem === null && names.length > 0 && !add.isPending

  function onSubmit() {
    if (!ready) return
    add.mutate({ queue, statuses: [...chosen], maxReceives: Number(receives) }, { onSuccess: onClose })
  }

  return (
    <Dialog
      title="Set up a dead-letter queue"
      onClose={onClose}
      onSubmit={onSubmit}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" disabled={!ready}>
            Set up
          </Button>
        </>
      }
    >
      <TextField
        label="Receives before a message is dead"
        value={receives}
        onChange={setReceives}
        error={problem}
        help="A worker that crashes or lets its lease end uses up one receive."
        maxLength={4}
      />
      <fieldset className={styles.choices}>
        <legend>For these queues</legend>
        {without.map(({ name: one, status }) =>
          status === null ? null : (
            <Checkbox
              key={one}
              label={one}
              checked={chosen.has(status)}
              onChange={(checked) => {
                const next = new Set(chosen)
                if (checked) next.add(status)
                else next.delete(status)
                setChosen(next)
              }}
            />
          ),
        )}
      </fieldset>
      <Notice title="What will happen">
        <ol className={styles.steps}>
          <li>
            The queue <b>{name}</b> is created, unless it exists. It keeps messages for 14 days.
          </li>
          <li>
            {names.length === 0 ? 'No queue is chosen.' : `${names.join(', ')}: redrive policy none → `}
            {names.length === 0 ? null : (
              <b>
                {name} after {problem === null ? receives : '…'} {receives === '1' ? 'receive' : 'receives'}
              </b>
            )}
          </li>
          <li>Messages that were already received more often move there the next time they are received.</li>
        </ol>
      </Notice>
      {add.error === null ? null : <ErrorNote error={add.error} />}
    </Dialog>
  )
}
