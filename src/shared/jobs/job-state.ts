import type { JobStep } from './job-steps.ts'

// No zod here: the ledger's thread and the page use this without bundling it.

/**
 * A job's state as shown to the user.
 * - `uploading`: its payload is being uploaded, or waits to be
 * - `queued`: its message was sent, and nothing more is known: it is waiting, or a worker has it
 * - `mine`: this app holds a claim on it
 * - `lost`: this app held it, but the lease ended before the user finished the job
 * - `result`: it has a result that the user has not opened or saved
 * - `finished`: acknowledged or completed here, or all of its results were opened or saved
 * - `dead`: its message is in a dead-letter queue
 * - `failed`: the user has to decide, because its upload failed, or its message was not sent or not
 * confirmed
 * - `withdrawn`: the user took it back before it was sent
 */
export const jobStates = [
  'uploading',
  'queued',
  'mine',
  'lost',
  'result',
  'finished',
  'dead',
  'failed',
  'withdrawn',
] as const
export type JobState = (typeof jobStates)[number]

/** Returns a count of zero for each state. */
export function noJobs(): Record<JobState, number> {
  return Object.fromEntries(jobStates.map((state) => [state, 0])) as Record<JobState, number>
}

/** Everything that determines a job's state. */
export interface JobInputs {
  /** The last step that happened to it. */
  readonly step: JobStep
  /** Its unfinished upload's step, or `null`. */
  readonly upload: 'planned' | 'stored' | 'unconfirmed' | 'failed' | 'paused' | null
  /** True if this app holds a claim on it. */
  readonly held: boolean
  /** The number of its results. */
  readonly results: number
  /** The number of results that the user has neither opened nor saved. */
  readonly newResults: number
}

/**
 * Returns a job's state. `mine`, and the states of an unfinished upload, come first, because the user
 * can act on them. `dead` comes next: a dead message needs a decision even if an earlier attempt had a
 * result. A new result comes before the message's other states. Seen results come before waiting for more.
 */
export function stateOf({ step, upload, held, results, newResults }: JobInputs): JobState {
  if (held) return 'mine'
  if (upload === 'failed' || upload === 'unconfirmed') return 'failed'
  if (upload !== null) return 'uploading'
  if (step === 'dead') return 'dead'
  if (newResults > 0) return 'result'
  return results > 0 ? 'finished' : stateAfter[step]
}

/** The state of a job without a claim, an unfinished upload or results. */
const stateAfter: Readonly<Record<JobStep, JobState>> = {
  // An upload that disappeared without an outcome. Only a damaged ledger loses one.
  planned: 'failed',
  // A stored payload without a message.
  stored: 'finished',
  sent: 'queued',
  // A claim that disappeared without an outcome.
  claimed: 'lost',
  // Only the payload was wanted. A held job is `mine`.
  saved: 'finished',
  // Others can claim it now.
  started: 'queued',
  completed: 'finished',
  acknowledged: 'finished',
  released: 'queued',
  lost: 'lost',
  dead: 'dead',
  // The records of its results were removed.
  result: 'finished',
  opened: 'finished',
  failed: 'failed',
  cancelled: 'withdrawn',
}

/** The job list's filters. */
export const jobFilters = [
  'all',
  'needs-you',
  'uploading',
  'queued',
  'mine',
  'results',
  'finished',
  'dead',
] as const
export type JobFilter = (typeof jobFilters)[number]

/** The states that each filter shows. `null` shows all. */
export const statesOfFilter: Readonly<Record<JobFilter, readonly JobState[] | null>> = {
  all: null,
  'needs-you': ['lost', 'failed', 'dead'],
  uploading: ['uploading'],
  queued: ['queued'],
  mine: ['mine'],
  results: ['result'],
  finished: ['finished'],
  dead: ['dead'],
}
