import type { JobStep } from './job-steps.ts'

// No zod here: the ledger's thread and the page use this without bundling it.

/**
 * The state of a job, as its users see it.
 * - `uploading`: its payload is on its way, or waits for it
 * - `queued`: its message was sent, and nothing is known about it since: it waits, or a worker has it
 * - `mine`: this app holds a claim on it
 * - `lost`: this app held it, and its lease ended before the user finished it
 * - `result`: it has a result that the user has not opened or saved
 * - `finished`: acknowledged or completed here, or all of its results were opened or saved
 * - `dead`: its message is in a dead-letter queue
 * - `failed`: the user has to decide: its upload failed, or its message was not sent or not confirmed
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

/** Zero of each state. */
export function noJobs(): Record<JobState, number> {
  return Object.fromEntries(jobStates.map((state) => [state, 0])) as Record<JobState, number>
}

/** Everything that decides the state of a job. */
export interface JobInputs {
  /** What happened to it last. */
  readonly step: JobStep
  /** The step of its unfinished upload; `null` if it has none. */
  readonly upload: 'planned' | 'stored' | 'unconfirmed' | 'failed' | 'paused' | null
  /** Whether this app holds a claim on it. */
  readonly held: boolean
  /** The number of results that were found. */
  readonly results: number
  /** How many of them the user has neither opened nor saved. */
  readonly newResults: number
}

/**
 * The state of a job. What this app holds or still uploads comes first, because the user can act on it. A dead message
 * needs a decision even if an earlier attempt had a result. A new result counts more than anything that happened to
 * the message, and seen ones more than the wait for others.
 */
export function stateOf({ step, upload, held, results, newResults }: JobInputs): JobState {
  if (held) return 'mine'
  if (upload === 'failed' || upload === 'unconfirmed') return 'failed'
  if (upload !== null) return 'uploading'
  if (step === 'dead') return 'dead'
  if (newResults > 0) return 'result'
  return results > 0 ? 'finished' : stateAfter[step]
}

/** The state of a job that is neither held nor being uploaded, and has no results. */
const stateAfter: Readonly<Record<JobStep, JobState>> = {
  // An upload that is gone without having ended: only a damaged ledger loses one.
  planned: 'failed',
  // A payload without a message.
  stored: 'finished',
  sent: 'queued',
  // A claim that is gone without having ended.
  claimed: 'lost',
  // Only the payload was wanted; a held job is `mine`.
  saved: 'finished',
  // Others can take it now.
  started: 'queued',
  completed: 'finished',
  acknowledged: 'finished',
  released: 'queued',
  lost: 'lost',
  dead: 'dead',
  // Its results were forgotten.
  result: 'finished',
  opened: 'finished',
  failed: 'failed',
  cancelled: 'withdrawn',
}

/** The filters of the list of jobs. */
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

/** The states that a filter shows; `null`: all. */
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
