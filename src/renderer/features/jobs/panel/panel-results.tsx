import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import type { JobDetail, JobResult } from '../../../../shared/jobs/jobs.ts'
import { visibleText } from '../../../../shared/texts/hidden-text.ts'
import { nameChange } from '../../../../shared/texts/name-change.ts'
import { openResults } from '../../../queries/jobs/jobs.ts'
import { dateTime, formatBytes, formatCount } from '../../../ui/text/format.ts'
import { MiddleCut } from '../../../ui/text/middle-cut.tsx'
import { FileIcon } from '../list/file-icon.tsx'
import { useDragOut } from '../list/use-drag-out.ts'
import styles from './panel.module.css'
import { explainShown } from './explain-shown.ts'

/** The number of results shown at first. More would push the timeline out of sight. */
const initialCount = 50

/** A job can have thousands, so Show more adds them in steps. */
const moreStep = 200

interface PanelResultsProps {
  readonly detail: JobDetail
}

/** A job's results. Opening one saves it first. */
export function PanelResults({ detail: { job, results } }: PanelResultsProps) {
  const open = useMutation(openResults())
  const [shown, setShown] = useState(initialCount)
  const dragOut = useDragOut()
  if (results.length === 0) return null
  const folder = results.find(({ saved }) => saved !== null)?.saved?.folder
  return (
    <section className={styles.section} aria-labelledby={`results-${job.id}`}>
      <h3 className={styles.caption} id={`results-${job.id}`}>
        Results
        {folder === undefined ? null : <SavedIn folder={folder} />}
      </h3>
      <ul className={styles.results}>
        {results.slice(0, shown).map((result) => (
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- without a pointer, Show in folder does it
          <li
            key={result.id}
            className={styles.result}
            data-new={isNew(result) || undefined}
            draggable={result.saved !== null}
            title={result.saved === null ? undefined : 'Drag it to where you need it.'}
            onDragStart={(event) => dragOut(event, job.id, result.id)}
          >
            <FileIcon name={result.name} />
            <MiddleCut text={result.name} className={styles.resultName} />
            <SavedAs result={result} />
            <span className={styles.size}>{formatBytes(result.size)}</span>
            <button
              type="button"
              className={styles.link}
              aria-label={`Open ${visibleText(result.name, true)}`}
              title={
                result.saved === null ? 'Saves it, then opens it.' : `Saved ${dateTime(result.saved.at)}`
              }
              onClick={() => {
                const isOpening = open.isPending && open.variables.resultId === result.id
                if (!isOpening) open.mutate({ id: job.id, resultId: result.id }, { onSuccess: explainShown })
              }}
            >
              Open
            </button>
          </li>
        ))}
      </ul>
      {results.length > shown ? (
        <button type="button" className={styles.link} onClick={() => setShown(shown + moreStep)}>
          {results.length - shown > moreStep
            ? `Show ${moreStep} of ${formatCount(results.length - shown)} more`
            : `Show ${results.length - shown} more`}
        </button>
      ) : null}
    </section>
  )
}

function isNew({ openedAt, saved }: JobResult): boolean {
  return openedAt === null && saved === null
}

/** The name of the saved file, if it differs from the result's name. The tooltip says why. */
function SavedAs({ result: { name, saved } }: { readonly result: JobResult }) {
  if (saved === null || saved.fileName === name.normalize('NFC')) return null
  const reason = nameChange(name, saved.fileName)
  const shown = visibleText(saved.fileName, true)
  return (
    <span
      className={styles.where}
      title={
        reason === null
          ? `Saved as ${shown}`
          : `Saved as ${shown}, not as ${visibleText(name, true)}, ${reason}.`
      }
    >
      saved as {shown}
    </span>
  )
}

/** The last two folders are enough to recognise it. */
function SavedIn({ folder }: { readonly folder: string }) {
  const shown = folder.split(/[\\/]/).slice(-2).join('/')
  return (
    <span className={styles.where} title={visibleText(folder, true)}>
      saved in {visibleText(shown, true)}
    </span>
  )
}
