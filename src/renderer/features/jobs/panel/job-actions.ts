import type { Claim } from '../../../../shared/jobs/claims.ts'
import type { JobRow } from '../../../../shared/jobs/jobs.ts'
import { canReadPayload, claimStage, isDamaged, needsBucketPermission } from '../claim/claim-state.ts'

export type JobAction =
  | 'show-file'
  | 'save-open'
  | 'show-saved'
  | 'finish'
  | 'save-finish'
  | 'finish-unsaved'
  | 'save-as'
  | 'release'
  | 'start'
  | 'hold-back'
  | 'dead-letter'
  | 'allow-bucket'
  | 'dismiss'
  | 'open-results'
  | 'save-results-to'
  | 'show-results'
  | 'mark-seen'
  | 'submit-again'
  | 'retry'
  | 'confirm'
  | 'take-back'
  | 'pause'
  | 'resume'
  | 'forget'

/** The actions that change something on a server. */
export const changingActions: ReadonlySet<JobAction> = new Set([
  'finish',
  'save-finish',
  'finish-unsaved',
  'release',
  'start',
  'hold-back',
  'dead-letter',
  'submit-again',
  'retry',
  'take-back',
])

export interface ActionItem {
  readonly action: JobAction
  readonly label: string
  readonly title?: string
  readonly disabled?: boolean
}

export interface JobActions {
  /** The primary action, or `null` if there is nothing to do. */
  readonly primary: ActionItem | null
  /** A second button next to it. */
  readonly second: ActionItem | null
  readonly menu: readonly ActionItem[]
}

const showFile: ActionItem = { action: 'show-file', label: 'Show file' }
const openResults = ({ results }: JobRow): ActionItem => ({
  action: 'open-results',
  label: results.found === 1 ? 'Open result' : 'Open results',
})
const saveResultsTo: ActionItem = { action: 'save-results-to', label: 'Save to…' }
const submitAgain: ActionItem = { action: 'submit-again', label: 'Submit again…' }
const forget: ActionItem = {
  action: 'forget',
  label: 'Remove from list',
  title: 'Its message and its files stay.',
}

/**
 * Returns the actions for a job, depending on its state. `hasFile` is true if its source file is
 * known.
 */
export function actionsOf(job: JobRow, claim: Claim | null, hasFile: boolean): JobActions {
  const file = hasFile ? [showFile] : []
  switch (job.state) {
    case 'uploading':
      return uploadActions(job, file)
    case 'queued':
      return { primary: file[0] ?? null, second: null, menu: [submitAgain] }
    case 'mine':
      return claim === null ? { primary: null, second: null, menu: file } : claimActions(claim)
    case 'lost':
      return lostActions(job, claim, file)
    case 'result':
      return {
        primary: openResults(job),
        second: saveResultsTo,
        menu: [...resultMenu(job), { action: 'mark-seen', label: 'Mark as seen' }, ...file, submitAgain],
      }
    case 'finished':
      return job.results.found > 0
        ? {
            primary: openResults(job),
            second: saveResultsTo,
            menu: [...resultMenu(job), ...file, submitAgain, forget],
          }
        : { primary: savedOr(job, claim, file[0]) ?? null, second: null, menu: [submitAgain, forget] }
    case 'dead':
      return { primary: submitAgain, second: null, menu: [...file, forget] }
    case 'failed':
      return failedActions(job, file)
    case 'withdrawn':
      return { primary: submitAgain, second: null, menu: [...file, forget] }
  }
}

function savedOr(job: JobRow, claim: Claim | null, other: ActionItem | undefined): ActionItem | undefined {
  return job.saved !== null && claim !== null ? { action: 'show-saved', label: 'Show in folder' } : other
}

function resultMenu({ results }: JobRow): ActionItem[] {
  return results.saved > 0 ? [{ action: 'show-results', label: 'Show in folder' }] : []
}

function uploadActions(job: JobRow, file: readonly ActionItem[]): JobActions {
  const state = job.transfer?.state
  const takeBack: ActionItem = { action: 'take-back', label: 'Take back' }
  const moving: ActionItem[] =
    state === 'paused'
      ? [{ action: 'resume', label: 'Resume' }]
      : state === 'interrupted'
        ? [{ action: 'retry', label: 'Continue', title: 'Its connection must be ready.' }]
        : state === 'running' || state === 'waiting' || state === 'reconnecting'
          ? [{ action: 'pause', label: 'Pause' }]
          : []
  return { primary: moving[0] ?? file[0] ?? null, second: takeBack, menu: moving.length === 0 ? [] : file }
}

function failedActions(job: JobRow, file: readonly ActionItem[]): JobActions {
  const isUnconfirmed = job.transfer?.state === 'unconfirmed'
  return {
    primary: {
      action: 'retry',
      label: isUnconfirmed ? 'Send again' : job.transfer?.state === 'stored' ? 'Send the message' : 'Retry',
    },
    second: isUnconfirmed ? { action: 'confirm', label: 'Mark as sent' } : null,
    menu: [...file, { action: 'take-back', label: 'Take back' }],
  }
}

function lostActions(job: JobRow, claim: Claim | null, file: readonly ActionItem[]): JobActions {
  const canSave = claim !== null && canReadPayload(claim)
  const dismiss: ActionItem =
    claim === null
      ? forget
      : { action: 'dismiss', label: 'Dismiss', title: 'Removes it from the list. Its message stays.' }
  if (job.saved !== null && claim !== null) {
    return { primary: { action: 'show-saved', label: 'Show in folder' }, second: dismiss, menu: file }
  }
  return canSave
    ? {
        primary: { action: 'save-as', label: 'Save as…', disabled: claim.activity !== 'idle' },
        second: dismiss,
        menu: file,
      }
    : { primary: null, second: dismiss, menu: file }
}

function claimActions(claim: Claim): JobActions {
  const isBusy = claimStage(claim) !== 'held'
  const isReadable = canReadPayload(claim)
  const busy = { disabled: isBusy }
  // Forwarding would pass the damage on and delete the original.
  const stays = isDamaged(claim) ? { disabled: true, title: 'The message arrived damaged.' } : busy
  const finish: ActionItem = { action: 'finish', label: 'Finish…', ...stays }
  const release: ActionItem = {
    action: 'release',
    label: 'Release',
    title: 'Someone else can claim it at once.',
    ...busy,
  }
  const start: ActionItem[] =
    claim.status === 'pending' ? [{ action: 'start', label: 'Move to In progress', ...stays }] : []
  const handOver: ActionItem[] = [
    ...start,
    { action: 'hold-back', label: 'Hold back…', title: 'Nobody can claim it for a while.', ...busy },
    { action: 'dead-letter', label: 'Send to the dead-letter queue…', ...stays },
  ]
  const unsaved: ActionItem = {
    action: 'finish-unsaved',
    label: withoutResultLabel(claim),
    title: 'Acknowledges the job: its message is deleted.',
    ...busy,
  }
  if (!isReadable) {
    const allow = needsBucketPermission(claim)
    return {
      primary: allow ? { action: 'allow-bucket', label: 'Read from this bucket…', ...busy } : unsaved,
      second: finish,
      menu: allow ? [unsaved, ...handOver, release] : [...handOver, release],
    }
  }
  const save: ActionItem = { action: 'save-open', label: 'Save & open', ...busy }
  const saveAs: ActionItem = { action: 'save-as', label: 'Save as…', ...busy }
  const saveFinish: ActionItem = {
    action: 'save-finish',
    label: 'Save & finish',
    title: 'Saves the payload, then acknowledges the job.',
    ...busy,
  }
  return claim.saved === null
    ? { primary: save, second: finish, menu: [saveFinish, saveAs, ...handOver, unsaved, release] }
    : {
        primary: finish,
        second: { action: 'show-saved', label: 'Show in folder' },
        menu: [{ ...save, label: 'Save & open again' }, saveAs, ...handOver, unsaved, release],
      }
}

/** Returns the label for finishing a job without a result. The action asks first if the payload is not saved. */
export function withoutResultLabel({ saved }: Pick<Claim, 'saved'>): string {
  return saved === null ? 'Finish without saving…' : 'Finish without a result'
}
