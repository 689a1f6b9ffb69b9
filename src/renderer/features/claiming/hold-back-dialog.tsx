import { useState } from 'react'
import type { Claim } from '../../../shared/jobs/claims.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Select } from '../../ui/controls/select.tsx'
import { TextField } from '../../ui/controls/text-field.tsx'
import { Notice } from '../../ui/feedback/notice.tsx'
import { clockTime, plural } from '../../ui/text/format.ts'
import { Dialog } from '../../ui/layout/dialog.tsx'
import { useNow } from '../../ui/use-now.ts'

const presets = ['1', '5', '15', '60', '240'] as const
type Choice = (typeof presets)[number] | 'other'

interface HoldBackDialogProps {
  readonly claims: readonly Claim[]
  readonly onHold: (seconds: number) => void
  readonly onClose: () => void
}

/** Asks how long to hold jobs back. Nobody can claim them in the meantime. */
export function HoldBackDialog({ claims, onHold, onClose }: HoldBackDialogProps) {
  const [choice, setChoice] = useState<Choice>('5')
  const [typed, setTyped] = useState('30')
  const now = useNow()
  const minutes = choice === 'other' ? Number(typed) : Number(choice)
  const mostMinutes = Math.floor((Math.min(...claims.map(({ lease }) => lease.endsAt)) - now) / 60_000)
  const problem = problemOf(choice === 'other' ? typed.trim() : choice, mostMinutes)
  const until = new Date(now + minutes * 60_000)
  const dying = claims.find(({ deadLetter }) => deadLetter !== null)?.deadLetter ?? null
  return (
    <Dialog
      size="small"
      title={claims.length === 1 ? 'Hold this job back?' : `Hold ${plural(claims.length, 'job')} back?`}
      onClose={onClose}
      onSubmit={() => {
        if (problem === null) onHold(minutes * 60)
      }}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={problem !== null}>
            Hold back
          </Button>
        </>
      }
    >
      <Select<Choice>
        label="For"
        value={choice}
        options={[
          ...presets.map((value) => ({ value, label: inWords(Number(value)) })),
          { value: 'other', label: 'Other' },
        ]}
        onChange={setChoice}
      />
      {choice !== 'other' ? null : (
        <TextField label="Minutes" value={typed} maxLength={3} error={problem} onChange={setTyped} />
      )}
      {problem !== null ? (
        choice === 'other' ? null : (
          <Notice tone="warning" title={problem} />
        )
      ) : (
        <p>
          Your claim ends. Nobody can claim {claims.length === 1 ? 'the job' : 'the jobs'} before{' '}
          {clockTime(until.getTime()).slice(0, 5)}. Then anyone can.
        </p>
      )}
      {dying === null ? null : (
        <Notice tone="warning" title={`SQS then moves it to ${dying.queue}.`}>
          It was received {plural(dying.maxReceives, 'time')}, which is the limit of its queue.
        </Notice>
      )}
    </Dialog>
  )
}

function problemOf(minutes: string, most: number): string | null {
  if (!/^\d+$/.test(minutes) || Number(minutes) < 1) return 'Enter a number of minutes.'
  if (Number(minutes) <= most) return null
  return `SQS allows at most ${plural(Math.max(0, most), 'minute')}, because a job cannot be held for longer than 12 hours after it was received.`
}

function inWords(minutes: number): string {
  return minutes < 60 ? plural(minutes, 'minute') : plural(minutes / 60, 'hour')
}
