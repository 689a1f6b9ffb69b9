import { inSlices } from '../../engine/async/in-slices.ts'
import { EngineError } from '../../engine/errors/engine-error.ts'
import type { FileGrants } from '../file-grants.ts'
import { filesToUpload, groupOfFiles } from '../outgoing.ts'
import type { Handlers } from '../register.ts'
import type { Services } from '../services.ts'

type Channels = Extract<keyof Handlers, `transfers:${string}` | `files:${string}`> | 'jobs:submit' | 'jobs:undo-submit'

/** Choosing and submitting files, and every action on uploads and downloads. */
export function transferHandlers(
  ready: () => Promise<Services>,
  grants: FileGrants,
): Pick<Handlers, Channels> {
  return {
    'files:choose': async ({ kind }) => {
      const { dialogs } = await ready()
      const paths = await (kind === 'files'
        ? dialogs.chooseFiles()
        : dialogs.chooseFolder('Choose a folder to submit'))
      return paths === null ? null : grants.grant(paths)
    },
    'files:revoke': async ({ tokens }) => {
      grants.revoke(tokens)
      return null
    },
    'jobs:submit': async ({ queue, files, delaySeconds }) => {
      const { connections, transfers, settings } = await ready()
      const jobQueue = connections.queue(queue)
      const { connectionId } = connections.requireActive()
      const group = groupOfFiles(grants, files)
      const holdSeconds = settings.value.sendDelaySeconds
      const sendsAt = holdSeconds === 0 ? null : Date.now() + holdSeconds * 1_000
      const more = { group, sendsAt, ...(delaySeconds > 0 && { delaySeconds }) }
      const transferIds: string[] = []
      await inSlices(filesToUpload(grants, files), (file) => {
        transferIds.push(transfers.submit({ ...file, ...more, queue: jobQueue, connectionId }))
      })
      // Return only once the plan is on disk, so that accepted files survive a crash.
      await transfers.planned()
      grants.revoke(files.map(({ token }) => token))
      return { transferIds, group, sendsAt }
    },
    'jobs:undo-submit': async (of) =>
      (await ready()).transfers.takeBack('groupId' in of ? of.groupId : of.transferIds),
    'transfers:list': async () => (await ready()).transfers.snapshot(),
    'transfers:pause': async ({ transferId }) => {
      ;(await ready()).transfers.pause(transferId)
      return null
    },
    'transfers:resume': async ({ transferId }) => {
      ;(await ready()).transfers.resume(transferId)
      return null
    },
    'transfers:cancel': async ({ transferId }) => {
      ;(await ready()).transfers.cancel(transferId)
      return null
    },
    'transfers:retry': async ({ transferId }) => {
      ;(await ready()).transfers.retry(transferId)
      return null
    },
    'transfers:confirm': async ({ transferId }) => {
      ;(await ready()).transfers.confirm(transferId)
      return null
    },
    'transfers:move': async ({ transferId, to }) => {
      ;(await ready()).transfers.move(transferId, to)
      return null
    },
    'transfers:pause-all': async () => {
      await (await ready()).transfers.pauseAll()
      return null
    },
    'transfers:resume-all': async () => {
      await (await ready()).transfers.resumeAll()
      return null
    },
    'transfers:cancel-all': async () => {
      await (await ready()).transfers.cancelAll()
      return null
    },
    'transfers:retry-all': async () => {
      await (await ready()).transfers.retryAll()
      return null
    },
    'transfers:clear': async () => {
      await (await ready()).transfers.clear()
      return null
    },
    'transfers:show-saved': async ({ transferId }) => {
      const { transfers, desktop } = await ready()
      const path = transfers.savedPath(transferId)
      if (path === null) throw nothingSaved()
      desktop.showInFolder(path)
      return null
    },
  }
}

/** Returns the error for showing a file that was never saved. */
export function nothingSaved(): EngineError {
  return new EngineError('FILE_NOT_FOUND', 'The payload has not been saved yet.', {
    hint: 'Save it first.',
    retryable: false,
  })
}
