import { remember } from '../../../../shared/jobs/submit-defaults.ts'
import { inSlices } from '../../../engine/async/in-slices.ts'
import type { FileGrants } from '../../files/file-grants.ts'
import type { OpenedFiles } from '../../files/opened-files.ts'
import { filesToUpload, groupOfFiles } from '../../files/outgoing.ts'
import type { PastedFiles } from '../../files/pasted-files.ts'
import type { Handlers } from '../../register.ts'
import type { Services } from '../../services.ts'

type Channels =
  | Extract<keyof Handlers, `files:${string}` | `submit:${string}`>
  | 'jobs:submit'
  | 'jobs:undo-submit'

/** The sources of files to submit. */
export interface Incoming {
  readonly grants: FileGrants
  readonly pasted: PastedFiles
  readonly opened: OpenedFiles
}

/** Handles choosing, pasting and submitting files, and taking jobs back. */
export function submitHandlers(
  ready: () => Promise<Services>,
  { grants, pasted, opened }: Incoming,
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
    'files:paste': async ({ kind }) => {
      const { desktop } = await ready()
      const bytes = await (kind === 'text' ? desktop.readText() : desktop.readImage())
      return bytes === null || bytes.length === 0 ? null : grants.grant([await pasted.write(kind, bytes)])
    },
    'files:take-opened': async () => opened.take(),
    'jobs:submit': async ({ queue, files, fields, delaySeconds }) => {
      const { connections, transfers, settings } = await ready()
      const jobQueue = connections.queue(queue)
      const { connectionId } = connections.requireActive()
      const group = groupOfFiles(grants, files)
      const holdSeconds = settings.value.sendDelaySeconds
      const sendsAt = holdSeconds === 0 ? null : Date.now() + holdSeconds * 1_000
      const more = { group, sendsAt, delaySeconds }
      const transferIds: string[] = []
      await inSlices(filesToUpload(grants, files), (file) => {
        const all = { ...fields, ...file.fields }
        const id = transfers.submit({ ...more, ...file, fields: all, queue: jobQueue, connectionId })
        transferIds.push(id)
        if (pasted.has(file.path)) void pasted.removeAfter(file.path, id, transfers)
      })
      // Return only once the plan is on disk, so that accepted files survive a crash.
      await transfers.planned()
      grants.revoke(files.map(({ token }) => token))
      return { transferIds, group, sendsAt }
    },
    'jobs:undo-submit': async (of) =>
      (await ready()).transfers.takeBack('groupId' in of ? of.groupId : of.transferIds),
    'submit:defaults': async ({ queue }) => {
      const { connections, settings } = await ready()
      const { connectionId } = connections.requireActive()
      const known = settings.value.submitDefaults.find(
        (one) => one.connectionId === connectionId && one.queue === queue,
      )
      return known === undefined
        ? null
        : { queue, fields: [...known.fields], delaySeconds: known.delaySeconds }
    },
    'submit:remember': async (given) => {
      const { connections, settings } = await ready()
      const { connectionId } = connections.requireActive()
      const submitDefaults = remember(settings.value.submitDefaults, { ...given, connectionId })
      await settings.change({ submitDefaults })
      return null
    },
  }
}
