import { z } from 'zod'

/**
 * A job's own fields: the metadata of its payload, and the values in its message besides `bucket` and `key`.
 */
export const jobFields = z.record(z.string().min(1).max(128), z.string().max(4_096))

export type JobFields = z.infer<typeof jobFields>
