import type { Claim } from '../../../../shared/jobs/claims.ts'
import type { JobFilter, JobState } from '../../../../shared/jobs/job-state.ts'
import type { GroupRow, JobRow } from '../../../../shared/jobs/jobs.ts'
import { clockTime, formatPercent, plural } from '../../../ui/text/format.ts'
import { countText } from '../../../../shared/texts/intl.ts'

/** Each filter's label. */
export const filterLabels: Readonly<Record<JobFilter, string>> = {
  all: 'All',
  'needs-you': 'Needs you',
  uploading: 'Uploading',
  queued: 'In queue',
  mine: 'Mine now',
  results: 'Results',
  finished: 'Finished',
  dead: 'Dead',
}

/** Each state's label. */
export const stateNames: Readonly<Record<JobState, string>> = {
  uploading: 'Uploading',
  queued: 'In queue',
  mine: 'Mine',
  lost: 'Lease lost',
  result: 'Result ready',
  finished: 'Finished',
  dead: 'Dead',
  failed: 'Failed',
  withdrawn: 'Taken back',
}

const activityLabels = {
  saving: 'Saving',
  acknowledging: 'Finishing…',
  releasing: 'Releasing…',
  starting: 'Moving…',
  completing: 'Finishing',
} as const satisfies Record<Exclude<Claim['activity'], 'idle'>, string>

/**
 * Returns the progress of a job's transfer from 0 to 1, or `null` if nothing is moving or the size
 * is unknown.
 */
export function progressOf({ transfer }: JobRow): number | null {
  if (transfer === null || transfer.bytesTotal === null) return null
  return transfer.bytesTotal === 0 ? 1 : Math.min(1, transfer.bytesDone / transfer.bytesTotal)
}

/** Describes a job's state in a few words, for the list. */
export function stateText(job: JobRow, claim: Claim | null): string {
  if (job.state === 'uploading') return uploadText(job)
  if (job.state === 'failed') {
    if (job.transfer?.state === 'unconfirmed') return 'Not confirmed'
    return job.transfer?.state === 'stored' ? 'Not in queue' : stateNames.failed
  }
  if (job.state === 'dead' && job.attempt !== null && job.maxReceives !== null) {
    return `Dead, ${job.attempt} of ${job.maxReceives}`
  }
  if (job.state === 'result' && job.results.found > 1) return 'Results ready'
  if (job.state === 'mine' && claim !== null && claim.activity !== 'idle') {
    const progress = progressOf(job)
    const word = activityLabels[claim.activity]
    return progress === null || word.endsWith('…') ? word : `${word} ${formatPercent(progress)}`
  }
  if (claimFailure(job, claim) !== null) return 'Mine, failed'
  return stateNames[job.state]
}

function uploadText(job: JobRow): string {
  const progress = progressOf(job)
  // The time of sending is known before the file is uploaded.
  if (job.sendsAt !== null && (progress ?? 1) === 1) return 'Uploaded'
  switch (job.transfer?.state) {
    case 'running':
      return progress === null ? 'Uploading' : `Uploading ${formatPercent(progress)}`
    case 'queueing':
      return 'Uploaded'
    case 'paused':
      return 'Paused'
    case 'reconnecting':
      return 'Reconnecting'
    default:
      return job.step === 'stored' ? 'Uploaded' : 'Waiting to upload'
  }
}

/**
 * Returns why the last action on a claimed job failed, or `null` if it did not fail or another one
 * is running.
 */
export function claimFailure(job: JobRow, claim: Claim | null): string | null {
  return job.state === 'mine' && claim?.activity === 'idle' ? (claim.error?.message ?? null) : null
}

/** Returns a reason without the name of the job's file, which its row already shows and which would fill the cell. */
export function shortReason(reason: string, name: string): string {
  const [fileName = ''] = name.split('/').slice(-1)
  return reason.replace(` file ${fileName}`, () => ' file')
}

/** Returns a detail about how a claim was finished, or `null`. */
export function outcomeDetail(claim: Claim | null): string | null {
  switch (claim?.outcomeInfo?.kind) {
    case 'held-back':
      return `held until ${clockTime(claim.outcomeInfo.until).slice(0, 5)}`
    case 'dead-lettered':
      return `in ${claim.outcomeInfo.queue}`
    case 'sent-again':
      return 'sent again'
    case undefined:
      return null
  }
}

/** Describes a job's state in a phrase, for the panel. */
export function longStateText(job: JobRow, claim: Claim | null): string {
  return job.state === 'queued' ? 'In queue or being worked on' : stateText(job, claim)
}

/** Returns a job's name without the folder that its group already shows. */
export function nameIn(group: string | null, name: string): string {
  return group !== null && name.length > group.length + 1 && name.startsWith(`${group}/`)
    ? name.slice(group.length + 1)
    : name
}

/** Describes a job's results, for the list. */
export function resultsText({ results, state, saved }: JobRow): string {
  if (results.new > 0) return plural(results.new, 'new file')
  if (results.found > 0) {
    return `${plural(results.found, 'file')}${results.saved === results.found ? ', saved' : ''}`
  }
  if (saved === null) return '—'
  // The column is for results, so this names the file.
  return state === 'lost' ? 'saved, not finished' : 'file saved'
}

/** Counts a group's jobs that need nothing more, and describes the group for the list. */
export function groupProgress({ counts, jobs }: GroupRow): { readonly done: number; readonly text: string } {
  const done = counts.result + counts.finished
  if (counts.uploading > 0) {
    return {
      done,
      text: `${countText(jobs - counts.uploading)} of ${countText(jobs)} sent`,
    }
  }
  return { done, text: `${countText(done)} of ${countText(jobs)} done` }
}
