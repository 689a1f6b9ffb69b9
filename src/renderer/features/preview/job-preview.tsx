import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import type { JobRow } from '../../../shared/jobs/jobs.ts'
import { jobDetailQuery } from '../../queries/jobs/jobs.ts'
import { MiddleCut } from '../../ui/text/middle-cut.tsx'
import styles from './job-preview.module.css'
import { Preview } from './preview.tsx'

/** A job can have thousands of results. The list of results opens all of them. */
const maxChoices = 50

interface JobPreviewProps {
  readonly job: JobRow
}

/**
 * Previews the newest result of a job if there are new ones or the job is finished, otherwise its
 * file. The others are one click away. The choice stays while the job is on screen, even after its
 * results were opened or saved, or the job was finished.
 */
export function JobPreview({ job }: JobPreviewProps) {
  const results = useQuery(jobDetailQuery(job.id)).data?.results ?? []
  const [chosen, setChosen] = useState<number | 'file' | null>(null)
  const [prefersResult, setPrefersResult] = useState(job.state === 'result' || job.state === 'finished')
  if (job.state === 'result' && !prefersResult) setPrefersResult(true)
  const newest = results[0]?.id ?? (job.results.found === 0 ? 'file' : null)
  const first = prefersResult ? newest : 'file'
  const shown = chosen === 'file' || results.some(({ id }) => id === chosen) ? chosen : first

  return (
    <div className={styles.preview}>
      {shown === 'file' ? (
        isStored(job) ? (
          <Preview source={{ kind: 'payload', jobId: job.id }} />
        ) : (
          <p className={styles.waiting}>The preview appears once the job is in the queue.</p>
        )
      ) : shown === null ? (
        <div className={styles.waiting} />
      ) : (
        <Preview source={{ kind: 'result', jobId: job.id, resultId: shown }} />
      )}
      {job.results.found === 0 ? null : (
        <section className={styles.choices} aria-label="Preview of">
          <Choice name="File" isShown={shown === 'file'} onChoose={() => setChosen('file')} />
          {results.slice(0, maxChoices).map(({ id, name }) => (
            <Choice key={id} name={name} isShown={shown === id} onChoose={() => setChosen(id)} />
          ))}
        </section>
      )}
    </div>
  )
}

interface ChoiceProps {
  readonly name: string
  readonly isShown: boolean
  readonly onChoose: () => void
}

function Choice({ name, isShown, onChoose }: ChoiceProps) {
  return (
    <button type="button" className={styles.choice} aria-pressed={isShown} onClick={onChoose}>
      <MiddleCut text={name} />
    </button>
  )
}

/** A file whose upload failed is not stored either. */
function isStored({ state, step }: JobRow): boolean {
  return state !== 'uploading' && !(state === 'failed' && (step === 'planned' || step === 'failed'))
}
