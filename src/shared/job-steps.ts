/**
 * Everything that can happen to a job, in order. The history has a state, a column and an
 * exported time for each. No zod here, so that the ledger's thread stays light.
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
  'failed',
  'cancelled',
] as const

export type JobStep = (typeof jobSteps)[number]
