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

/** Everything that decides the state of a job. */
export interface JobFacts {
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
