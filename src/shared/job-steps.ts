/**
 * Everything that can happen to a job here, in the order of a job's life. The history has a state, a column and an
 * exported time for each. Free of zod, so that the ledger's thread can load it.
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
