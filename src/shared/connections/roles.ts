// Without zod, so that the page does not bundle it.

/**
 * The roles that a user of a job queue can have: `submit` jobs and get their results, only `watch`, `work` on
 * jobs, or `operate`: everything, including dead letters, redrives, purges and settings.
 */
export const roles = ['submit', 'watch', 'work', 'operate'] as const
export type Role = (typeof roles)[number]
