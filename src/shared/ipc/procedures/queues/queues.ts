import { z } from 'zod'
import { queueConfig, queueName, queueResource, queuesSnapshot } from '../../../queues/queues.ts'
import { requestsSnapshot } from '../../../metrics/requests.ts'
import { procedure, nothing } from '../../procedure.ts'

/** The active connection's job queues. */
export const queuesProcedures = {
  'queues:list': procedure(nothing, queuesSnapshot),
  /** Checks which of the job queue's buckets and queues exist. Creates nothing. */
  'queues:describe': procedure(queueConfig, z.array(queueResource)),
  /** Looks for its queues in other AWS regions. Returns the region where they are, or `null`. */
  'queues:find-elsewhere': procedure(queueConfig, z.strictObject({ region: z.string().nullable() })),
  /** Adds the job queue to the sidebar. With `create`, creates missing buckets and queues first. */
  'queues:add': procedure(z.strictObject({ config: queueConfig, create: z.boolean() }), nothing),
  /** Removes it from the sidebar without touching buckets or queues. */
  'queues:forget': procedure(z.strictObject({ name: queueName }), nothing),
  /** Sets which job queue is on screen. Only that one is polled often. */
  'queues:watch': procedure(z.strictObject({ name: queueName.nullable() }), nothing),
  'queues:refresh': procedure(z.strictObject({ name: queueName }), nothing),
  /** The number of requests on each day. */
  'requests:list': procedure(nothing, requestsSnapshot),
} as const
