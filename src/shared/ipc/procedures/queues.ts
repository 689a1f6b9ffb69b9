import { z } from 'zod'
import { queueConfig, queueName, queueResource, queuesSnapshot } from '../../queues/queues.ts'
import { requestsSnapshot } from '../../metrics/requests.ts'
import { procedure, nothing } from '../procedure.ts'

/** The job queues of the active connection. */
export const queuesProcedures = {
  'queues:list': procedure(nothing, queuesSnapshot),
  /** The buckets and queues that the job queue needs, and which of them exist. Creates nothing. */
  'queues:describe': procedure(queueConfig, z.array(queueResource)),
  /** The region of AWS, other than that of the connection, where its queues exist; `null` if none is known. */
  'queues:find-elsewhere': procedure(queueConfig, z.strictObject({ region: z.string().nullable() })),
  /** Adds the job queue to the sidebar; with `create`, creates missing buckets and queues first. */
  'queues:add': procedure(z.strictObject({ config: queueConfig, create: z.boolean() }), nothing),
  /** Removes it from the sidebar; does not touch buckets or queues. */
  'queues:forget': procedure(z.strictObject({ name: queueName }), nothing),
  /** Reports which job queue is on screen: only that one is polled often. */
  'queues:watch': procedure(z.strictObject({ name: queueName.nullable() }), nothing),
  'queues:refresh': procedure(z.strictObject({ name: queueName }), nothing),
  /** The number of requests per day. */
  'requests:list': procedure(nothing, requestsSnapshot),
} as const
