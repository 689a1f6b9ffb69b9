import { basename } from 'node:path'
import type { Input } from '../../../shared/ipc/contract.ts'
import { EngineError, toWire } from '../../engine/errors/engine-error.ts'
import type { FileGrants } from '../file-grants.ts'
import type { InFlight } from '../in-flight.ts'
import { filesToUpload } from '../outgoing.ts'
import type { Handlers } from '../register.ts'
import type { Services } from '../services.ts'
import { chosenTarget } from '../save-target.ts'
import { saveText } from '../save-text.ts'
import { nothingSaved } from './transfers.ts'

type Channels = Extract<keyof Handlers, `claims:${string}` | `request:${string}`>

/** Claims: claiming the next job, and every action on a claim. */
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
        const claimIds = await claims.nextBatch(connections.queue(queue), connectionId, status, {
          signal,
          max,
        })
        poller.refreshSoon(queue)
        return { claimIds: [...claimIds] }
      }),
    'claims:bulk': async ({ claimIds, action }) => {
      const services = await ready()
      const actions = claimIds.map((claimId) => bulk(services, action, claimId))
      const outcomes = await Promise.allSettled(actions)
      const failed = outcomes.flatMap((outcome, index) =>
        outcome.status === 'fulfilled'
          ? []
          : [{ claimId: claimIds[index] ?? '', error: toWire(outcome.reason) }],
      )
      return { failed }
    },
    'claims:save': async ({ claimId, where }) => {
      const services = await ready()
      const { claims, dialogs } = services
      if (where === 'folder') return { transferId: claims.save(claimId, { folder: services.saveFolder() }) }
      const path = await dialogs.chooseSavePath(services.saveFolder(), claims.fileName(claimId))
      return path === null ? null : { transferId: claims.save(claimId, await chosenTarget(path)) }
    },
    'claims:save-and-acknowledge': async ({ claimId }) => {
      const services = await ready()
      return { transferId: services.claims.saveAndAcknowledge(claimId, services.saveFolder()) }
    },
    'claims:acknowledge': async ({ claimId }) => {
      await (await ready()).claims.acknowledge(claimId)
      return null
    },
    'claims:release': async ({ claimId }) => {
      await (await ready()).claims.release(claimId)
      return null
    },
    'claims:start': async ({ claimId }) => {
      await (await ready()).claims.start(claimId)
      return null
    },
    'claims:complete': async ({ claimId, files, fields }) => {
      const results = [...filesToUpload(grants, files)]
      if (results.length === 0) {
        throw new EngineError('FILE_NOT_FOUND', 'No result file was chosen.', {
          hint: 'Choose at least one file.',
          retryable: false,
        })
      }
      const transferIds = (await ready()).claims.complete(claimId, results, fields)
      // Last, because a claim that was busy can be completed with the same files later.
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

async function bulk(
  { claims, saveFolder }: Services,
  action: Input<'claims:bulk'>['action'],
  claimId: string,
): Promise<void> {
  if (action === 'acknowledge') await claims.acknowledge(claimId)
  else if (action === 'release') await claims.release(claimId)
  else claims.saveAndAcknowledge(claimId, saveFolder())
}
