import { useEffect, useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Check, X } from 'lucide-react'
import type { Settings } from '../../../shared/connections/connections.ts'
import type { Transfer } from '../../../shared/files/transfers.ts'
import { claimsQuery } from '../../queries/jobs/claims.ts'
import { takeSampleFile } from '../../queries/files.ts'
import { setFirstRun, settingsQuery } from '../../queries/settings.ts'
import { submitJobs } from '../../queries/jobs/submit.ts'
import { transfersQuery } from '../../queries/transfers.ts'
import { runCommand, useCommand } from '../../ui/commands/commands.ts'
import { Button } from '../../ui/controls/button.tsx'
import { IconButton } from '../../ui/controls/icon-button.tsx'
import { announce } from '../../ui/feedback/announcer.tsx'
import { toastError } from '../../ui/feedback/toast-store.ts'
import { useLatest } from '../../ui/use-latest.ts'
import { reachedStep, stepNames } from './reached-step.ts'
import styles from './first-steps.module.css'

type Step = Settings['firstRun']

const steps = ['submit', 'claim', 'finish'] as const

/**
 * The first three steps: submit a file, claim its job, finish it. Each is checked off once the user
 * has done it. At the end they say so until they are closed. After that, only the Help menu brings
 * them back.
 */
export function FirstSteps({ queue }: { readonly queue: string }) {
  const step = useQuery(settingsQuery()).data?.firstRun ?? 'done'
  const { mutate: set } = useMutation(setFirstRun())
  const [isFinished, setIsFinished] = useState(false)
  useCommand('show-first-run', {
    run: () => {
      setIsFinished(false)
      set({ firstRun: 'submit' })
    },
  })
  if (step !== 'done') return <Steps step={step} queue={queue} onFinish={() => setIsFinished(true)} />
  return isFinished ? <Finished onClose={() => setIsFinished(false)} /> : null
}

function Finished({ onClose }: { readonly onClose: () => void }) {
  return (
    <section className={styles.panel} aria-label="First steps">
      <header className={styles.head}>
        <h2 className={styles.title}>First steps done</h2>
        <IconButton label="Close the first steps" onClick={onClose}>
          <X />
        </IconButton>
      </header>
      <p className={styles.text}>You have submitted, claimed and finished a job.</p>
    </section>
  )
}

interface StepsProps {
  readonly step: Exclude<Step, 'done'>
  readonly queue: string
  /** Called when the user has done the last step. */
  readonly onFinish: () => void
}

function Steps({ step, queue, onFinish }: StepsProps) {
  const { mutate: set } = useMutation(setFirstRun())
  const transfers = useQuery(transfersQuery()).data?.transfers
  const claims = useQuery(claimsQuery()).data?.claims
  const reached = reachedStep(step, transfers ?? [], claims ?? [])
  const latestFinish = useLatest(onFinish)
  useEffect(() => {
    if (reached === step) return
    announce(reached === 'done' ? 'First steps finished' : `Next: ${stepNames[reached]}`)
    if (reached === 'done') latestFinish.current()
    set({ firstRun: reached })
  }, [reached, step, set, latestFinish])
  const current = steps.indexOf(step)
  return (
    <section className={styles.panel} aria-label="First steps">
      <header className={styles.head}>
        <h2 className={styles.title}>First steps</h2>
        <IconButton label="Close the first steps for good" onClick={() => set({ firstRun: 'done' })}>
          <X />
        </IconButton>
      </header>
      <ol className={styles.steps}>
        {steps.map((name, index) => (
          <li
            key={name}
            className={styles.step}
            data-state={index < current ? 'done' : index === current ? 'current' : 'later'}
            aria-current={index === current ? 'step' : undefined}
          >
            <span className={styles.mark} aria-hidden>
              {index < current ? <Check size={13} /> : index + 1}
            </span>
            <div className={styles.content}>
              <p className={styles.name}>{stepNames[name]}</p>
              {index === current ? (
                <StepBody step={name} queue={queue} isHeldBack={(transfers ?? []).some(waitsToBeSent)} />
              ) : null}
            </div>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** True if a submitted file waits for the end of its Undo. */
const waitsToBeSent = ({ kind, sendsAt }: Pick<Transfer, 'kind' | 'sendsAt'>): boolean =>
  kind === 'submit' && sendsAt !== null

interface StepBodyProps {
  readonly step: Exclude<Step, 'done'>
  readonly queue: string
  readonly isHeldBack: boolean
}

function StepBody({ step, queue, isHeldBack }: StepBodyProps) {
  const sample = useMutation(takeSampleFile())
  const submit = useMutation(submitJobs())
  if (step === 'submit' && isHeldBack) {
    return (
      <p className={styles.text}>
        The file becomes a job once its message is sent. Until then, you can take it back.
      </p>
    )
  }
  if (step === 'submit') {
    return (
      <>
        <p className={styles.text}>Drop a file anywhere in the window. It becomes a job in {queue}.</p>
        <Button
          size="small"
          busy={sample.isPending || submit.isPending}
          onClick={() =>
            sample.mutate(undefined, {
              onSuccess: ({ files: [file], refused: [problem] }) => {
                if (file !== undefined)
                  submit.mutate({
                    queue,
                    files: [{ token: file.token, name: null, fields: {} }],
                    fields: {},
                    delaySeconds: 0,
                  })
                else if (problem !== undefined) toastError(problem.error)
              },
            })
          }
        >
          Use a sample
        </Button>
      </>
    )
  }
  if (step === 'claim') {
    return (
      <>
        <p className={styles.text}>Claim the job to work on it. It stays reserved while the app runs.</p>
        <Button size="small" shortcut="Mod+J" onClick={() => runCommand('claim-next')}>
          Claim next
        </Button>
      </>
    )
  }
  return (
    <p className={styles.text}>
      Save the file, work on it, and finish the job with a result. Drop the result on the job, or finish
      without one.
    </p>
  )
}
