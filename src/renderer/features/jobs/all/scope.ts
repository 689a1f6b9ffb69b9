import type { JobScope } from '../../../../shared/jobs/jobs.ts'

/** All job queues on all connections. */
export const everywhere: JobScope = { connectionId: null, queue: null }
