import type { JobScope } from '../../../../shared/jobs/jobs.ts'

/** All job queues of all connections. */
export const everywhere: JobScope = { connectionId: null, queue: null }
