import { inSlices } from '../../engine/async/in-slices.ts'
import { payloadFileName } from '../../engine/files/safe-file-name.ts'
import { shownFields } from '../../engine/protocol/shown-fields.ts'
import type { FileGrants } from '../file-grants.ts'
import { filesToUpload } from '../outgoing.ts'
import type { Handlers } from '../register.ts'
import { chosenTarget } from '../save-target.ts'
import type { Services } from '../services.ts'

type Channels = Extract<keyof Handlers, `objects:${string}`>

/** The objects in the payload buckets, and every action on them. */
export function objectHandlers(ready: () => Promise<Services>, grants: FileGrants): Pick<Handlers, Channels> {
  return {
    'objects:list': async ({ queue, direction, cursor }) => {
      const page = await (await ready()).connections.queue(queue).list(direction, { cursor })
      return { ...page, objects: [...page.objects] }
    },
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
    'objects:trigger': async ({ queue, direction, key, status }) => {
      const { connections, poller } = await ready()
      const jobId = await connections.queue(queue).trigger(key, { direction, status })
      poller.refreshSoon(queue)
      return { jobId }
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
    'objects:remove': async ({ queue, direction, key }) => {
      await (await ready()).connections.queue(queue).remove(direction, key)
      return null
    },
  }
}
