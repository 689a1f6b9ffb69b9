/**
 * Everything that can happen to a job, in order. The history has a state, a column and an exported
 * time for each step. No zod here, so that the ledger's thread does not load it.
 * - `result`: a result was found
 * - `opened`: its results were opened or marked as seen
 * - `dead`: its message is in a dead-letter queue
 */
export const jobSteps = [
  'planned',
  'stored',
  'sent',
  'claimed',
  'saved',
  'started',
  'completed',
  'acknowledged',
  'released',
  'lost',
  'dead',
  'result',
  'opened',
  'failed',
  'cancelled',
] as const

export type JobStep = (typeof jobSteps)[number]
