import { z } from 'zod'
import { outgoingFiles } from '../../granted-files.ts'
import { objectKey, objectsPage, shownObject } from '../../objects.ts'
import { direction, queueName, queueStatus } from '../../queues.ts'
import { startedTransfers } from '../../transfers.ts'
import { procedure, nothing } from '../procedure.ts'

const objectRef = z.strictObject({ queue: queueName, direction, key: objectKey })

/** The objects in the payload buckets. */
export const objectsProcedures = {
  'objects:list': procedure(
    z.strictObject({ queue: queueName, direction, cursor: z.string().max(2_048).nullable() }),
    objectsPage,
  ),
  'objects:describe': procedure(objectRef, shownObject),
  'objects:retrieve': procedure(objectRef, z.strictObject({ transferId: z.string() }).nullable()),
  'objects:trigger': procedure(
    z.strictObject({ queue: queueName, direction, key: objectKey, status: queueStatus }),
    z.strictObject({ jobId: z.string() }),
  ),
  'objects:store': procedure(
    z.strictObject({ queue: queueName, direction, files: outgoingFiles }),
    startedTransfers,
  ),
  'objects:remove': procedure(objectRef, nothing),
} as const
