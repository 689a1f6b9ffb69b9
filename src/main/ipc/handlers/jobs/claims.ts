import { basename } from 'node:path'
import { EngineError } from '../../../engine/errors/engine-error.ts'
import type { FileGrants } from '../../files/file-grants.ts'
import type { InFlight } from '../../in-flight.ts'
import { filesToUpload } from '../../files/outgoing.ts'
import type { Handlers } from '../../register.ts'
import type { Services } from '../../services.ts'
import { chosenTarget } from '../../files/save-target.ts'
import { saveText } from '../../files/save-text.ts'
import {
  bulkAll,
  claimUpTo,
  failedOf,
  saveAndAcknowledge,
  saveAndOpen,
  saveToFolder,
  sendAgain,
} from './claim-actions.ts'
import { nothingSaved } from '../transfers.ts'

type Channels = Extract<keyof Handlers, `claims:${string}` | `request:${string}`>

/** Handles claiming the next job, and every action on a claim. */
export function claimHandlers(
  ready: () => Promise<Services>,
  grants: FileGrants,
  inFlight: InFlight,
): Pick<Handlers, Channels> {
  return {
    'request:cancel': async ({ requestId }) => {
      inFlight.cancel(requestId)
      return null
    },
    'claims:list': async () => (await ready()).claims.snapshot(),
    'claims:next': ({ queue, status, max, requestId }) =>
      inFlight.run(requestId, async (signal) => {
        const { connections, claims, poller } = await ready()
        const { connectionId } = connections.requireActive()
        const jobQueue = connections.queue(queue)
        const claimIds = await claimUpTo(max, (some, waitSeconds) =>
          claims.nextBatch(jobQueue, connectionId, status, { signal, max: some, waitSeconds }),
        )
        poller.refreshSoon(queue)
        return { claimIds }
      }),
    'claims:bulk': async (input) => bulkAll(await ready(), input),
    'claims:save': async ({ claimId, where }) => {
      const services = await ready()
      const { claims, dialogs } = services
      if (where === 'folder') return { transferId: await saveToFolder(services, claimId) }
      if (where === 'open') return saveAndOpen(services, claimId)
      const path = await dialogs.chooseSavePath(services.saveFolder(), claims.fileName(claimId))
      return path === null ? null : { transferId: claims.save(claimId, await chosenTarget(path)) }
    },
    'claims:save-and-acknowledge': async ({ claimId }) => ({
      transferId: await saveAndAcknowledge(await ready(), claimId),
    }),
    'claims:acknowledge': async ({ claimId }) => {
      await (await ready()).claims.acknowledge(claimId)
      return null
    },
    'claims:release': async ({ claimId }) => {
      await (await ready()).claims.release(claimId)
      return null
    },
    'claims:start': async ({ claimId }) => ({
      claimId: await (await ready()).claims.settlement.startAndKeep(claimId),
    }),
    'claims:send-again': async ({ claimIds }) => {
      const services = await ready()
      const outcomes = await Promise.allSettled(claimIds.map((claimId) => sendAgain(services, claimId)))
      const failed = failedOf(outcomes, claimIds)
      return { sent: claimIds.length - failed.length, failed }
    },
    'claims:complete': async ({ claimId, files, fields }) => {
      const results = [...filesToUpload(grants, files)]
      // A user who chooses an empty folder probably does not want to finish without a result.
      if (results.length === 0 && files.length > 0) {
        throw new EngineError('FILE_NOT_FOUND', 'The chosen folder contains no files.', {
          hint: 'Choose at least one file.',
          retryable: false,
        })
      }
      const { claims } = await ready()
      if (results.length === 0) {
        await claims.acknowledge(claimId)
        return { transferIds: [] }
      }
      const transferIds = claims.complete(claimId, results, fields)
      // Revoked last, so that a claim that was busy can be completed with the same files later.
      grants.revoke(files.map(({ token }) => token))
      return { transferIds }
    },
    'claims:allow-bucket': async ({ claimId }) => {
      ;(await ready()).claims.allowBucket(claimId)
      return null
    },
    'claims:dismiss': async ({ claimId }) => {
      ;(await ready()).claims.dismiss(claimId)
      return null
    },
    'claims:message': async ({ claimId }) => ({ text: (await ready()).claims.message(claimId).text }),
    'claims:save-message': async ({ claimId }) => {
      const { claims, dialogs, saveFolder } = await ready()
      const { text, fileName } = claims.message(claimId)
      const path = await dialogs.chooseSavePath(saveFolder(), fileName)
      if (path === null) return null
      await saveText(path, text)
      return { fileName: basename(path) }
    },
    'claims:show-saved': async ({ claimId }) => {
      const { claims, desktop } = await ready()
      const path = claims.savedPath(claimId)
      if (path === null) throw nothingSaved()
      desktop.showInFolder(path)
      return null
    },
  }
}
