import { z } from 'zod'
import { outgoingFiles } from '../../files/granted-files.ts'
import { namedObject, objectKey, objectsOutcome, objectsPage, shownObject } from '../../files/objects.ts'
import { direction, queueName, queueStatus } from '../../queues/queues.ts'
import { startedTransfers } from '../../files/transfers.ts'
import { listOf } from '../bounded.ts'
import { procedure, requestId } from '../procedure.ts'

/** Selected objects in one bucket. */
const selected = z.strictObject({ queue: queueName, direction, keys: listOf(objectKey, 1_000) })
const objectRef = z.strictObject({ queue: queueName, direction, key: objectKey })

/** The objects in the payload buckets. */
export const objectsProcedures = {
  'objects:list': procedure(
    z.strictObject({
      queue: queueName,
      direction,
      /** Limits the list to keys with this prefix. */
      prefix: z.string().max(1_024),
      cursor: z.string().max(2_048).nullable(),
    }),
    objectsPage,
  ),
  /**
   * Returns known names at once and reads the others from metadata, with one request each, four at
   * a time.
   */
  'objects:names': procedure(
    z.strictObject({ queue: queueName, direction, keys: listOf(objectKey, 60), requestId }),
    z.strictObject({ names: z.array(namedObject) }),
  ),
  'objects:describe': procedure(objectRef, shownObject),
  'objects:retrieve': procedure(objectRef, z.strictObject({ transferId: z.string() }).nullable()),
  'objects:store': procedure(
    z.strictObject({ queue: queueName, direction, files: outgoingFiles }),
    startedTransfers,
  ),
  /** Asks for a folder and saves objects there. Returns `null` if the user cancels. */
  'objects:save-selected': procedure(
    selected.extend({ keys: listOf(objectKey, 50_000) }),
    z.strictObject({ transferIds: z.array(z.string()) }).nullable(),
  ),
  /** Sends a message for each object. */
  'objects:submit-selected': procedure(selected.extend({ status: queueStatus }), objectsOutcome),
  /** Deletes objects permanently. */
  'objects:remove-selected': procedure(selected, objectsOutcome),
} as const
