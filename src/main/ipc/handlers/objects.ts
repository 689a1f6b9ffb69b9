import { inSlices } from '../../engine/async/in-slices.ts'
import { mapConcurrent } from '../../engine/async/map-concurrent.ts'
import { toWire } from '../../engine/errors/engine-error.ts'
import { payloadFileName } from '../../engine/files/safe-file-name.ts'
import { shownFields } from '../../engine/protocol/shown-fields.ts'
import type { ObjectsOutcome } from '../../../shared/files/objects.ts'
import type { FileGrants } from '../files/file-grants.ts'
import type { InFlight } from '../in-flight.ts'
import { nameRequests, objectNames } from '../object-names.ts'
import { filesToUpload } from '../files/outgoing.ts'
import type { Handlers } from '../register.ts'
import { chosenTarget } from '../files/save-target.ts'
import type { Services } from '../services.ts'

type Channels = Extract<keyof Handlers, `objects:${string}`>

/** How many actions on objects run at the same time. */
const atOnce = 8
/** Further failed objects are only counted. */
const maxFailures = 20

/** Handles the objects in the payload buckets, and every action on them. */
export function objectHandlers(
  ready: () => Promise<Services>,
  grants: FileGrants,
  inFlight: InFlight,
): Pick<Handlers, Channels> {
  return {
    'objects:list': async ({ queue, direction, prefix, cursor }) => {
      const page = await (await ready()).connections.queue(queue).list(direction, { cursor, prefix })
      return { ...page, objects: [...page.objects] }
    },
    'objects:names': ({ queue, direction, keys, requestId }) =>
      inFlight.run(requestId, async (signal) => {
        const { connections, jobs, poller, settings } = await ready()
        const { connectionId } = connections.requireActive()
        const jobQueue = connections.queue(queue)
        const mayRequest = nameRequests(poller.budgets.of(connectionId), settings.value.findResults)
        const options = { store: jobs.store, connectionId, queue: jobQueue, direction, signal, mayRequest }
        return { names: await objectNames(keys, options) }
      }),
    'objects:describe': async ({ queue, direction, key }) => {
      const detail = await (await ready()).connections.queue(queue).describeObject(direction, key)
      return { ...detail, ...shownFields(detail.fields) }
    },
    'objects:retrieve': async ({ queue, direction, key }) => {
      const services = await ready()
      const { connections, dialogs, transfers } = services
      const jobQueue = connections.queue(queue)
      const { connectionId } = connections.requireActive()
      const { fields, size } = await jobQueue.describeObject(direction, key)
      const path = await dialogs.chooseSavePath(services.saveFolder(), payloadFileName(fields, key))
      if (path === null) return null
      const target = await chosenTarget(path)
      return {
        transferId: transfers.save({
          queue: jobQueue,
          connectionId,
          direction,
          key,
          target,
          bytesTotal: size,
        }),
      }
    },
    'objects:store': async ({ queue, direction, files }) => {
      const { connections, transfers } = await ready()
      const jobQueue = connections.queue(queue)
      const { connectionId } = connections.requireActive()
      const transferIds: string[] = []
      await inSlices(filesToUpload(grants, files), (file) => {
        transferIds.push(transfers.store({ ...file, queue: jobQueue, connectionId, direction }))
      })
      await transfers.planned()
      grants.revoke(files.map(({ token }) => token))
      return { transferIds }
    },
    'objects:save-selected': async ({ queue, direction, keys }) => {
      const { connections, dialogs, transfers } = await ready()
      const jobQueue = connections.queue(queue)
      const { connectionId } = connections.requireActive()
      const [folder] = (await dialogs.chooseFolder('Choose a folder for the files')) ?? []
      if (folder === undefined) return null
      const transferIds: string[] = []
      await inSlices(keys, (key) => {
        const target = { folder }
        transferIds.push(transfers.save({ queue: jobQueue, connectionId, direction, key, target }))
      })
      return { transferIds }
    },
    'objects:submit-selected': async ({ queue, direction, keys, status }) => {
      const { connections, poller } = await ready()
      const jobQueue = connections.queue(queue)
      const outcome = await forEachKey(keys, (key) => jobQueue.trigger(key, { direction, status }))
      poller.refreshSoon(queue)
      return outcome
    },
    'objects:remove-selected': async ({ queue, direction, keys }) => {
      const jobQueue = (await ready()).connections.queue(queue)
      return forEachKey(keys, (key) => jobQueue.remove(direction, key))
    },
  }
}

/** Applies an action to each object. A failure does not affect the others. */
async function forEachKey(
  keys: readonly string[],
  act: (key: string) => Promise<unknown>,
): Promise<ObjectsOutcome> {
  const failed: ObjectsOutcome['failed'] = []
  await mapConcurrent(keys, atOnce, async (key) => {
    try {
      await act(key)
    } catch (error) {
      failed.push({ key, error: toWire(error) })
    }
  })
  return {
    done: keys.length - failed.length,
    failed: failed.slice(0, maxFailures),
    moreFailed: Math.max(0, failed.length - maxFailures),
  }
}
