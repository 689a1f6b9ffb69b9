import { idsBetween } from '../../../engine/jobs/ids-between.ts'
import type { Handlers } from '../../register.ts'
import type { Services } from '../../services.ts'

type Channels = Exclude<
  Extract<keyof Handlers, `jobs:${string}`>,
  'jobs:submit' | 'jobs:undo-submit' | 'jobs:copy' | 'jobs:export' | 'jobs:drag'
>

/** Handles the list of jobs, and actions on them. */
export function jobHandlers(ready: () => Promise<Services>): Pick<Handlers, Channels> {
  return {
    'jobs:watch': async (request) => (await ready()).jobs.list.watch(request),
    'jobs:unwatch': async () => {
      ;(await ready()).jobs.list.unwatch()
      return null
    },
    'jobs:counts': async () => (await ready()).jobs.counts.read(),
    'jobs:describe': async ({ id }) => (await ready()).jobs.list.describe(id),
    'jobs:locate': async ({ id, view }) => ({ index: await (await ready()).jobs.store.locate(view, id) }),
    'jobs:selected': async ({ jobs }) => (await ready()).jobs.store.selected(jobs),
    'jobs:range': async ({ view, from, to }) => ({
      ids: await idsBetween((await ready()).jobs.store, view, from, to),
    }),
    'jobs:save-results': async ({ jobs }) => (await ready()).jobs.actions.saveResults(jobs),
    'jobs:open-results': async ({ id, resultId }) => (await ready()).jobs.actions.openResults(id, resultId),
    'jobs:save-results-to': async ({ id }) => {
      const { dialogs, jobs } = await ready()
      const [folder] = (await dialogs.chooseFolder('Choose a folder for the results')) ?? []
      return folder === undefined ? null : jobs.actions.saveResultsTo(id, folder)
    },
    'jobs:show-results': async ({ id }) => {
      await (await ready()).jobs.actions.showResults(id)
      return null
    },
    'jobs:mark-seen': async ({ jobs }) => (await ready()).jobs.seen.mark(jobs),
    'jobs:undo-mark-seen': async ({ undoId }) => {
      await (await ready()).jobs.seen.undo(undoId)
      return null
    },
    'jobs:retry': async ({ jobs }) => (await ready()).jobs.actions.retry(jobs),
    'jobs:take-back': async ({ jobs }) => (await ready()).jobs.actions.takeBack(jobs),
    'jobs:submit-again': async ({ jobs, changes, queue, delaySeconds }) => {
      const services = await ready()
      const outcome = await services.jobs.actions.submitAgain(jobs, { changes, queue, delaySeconds })
      if (queue !== null) services.poller.refreshSoon(queue)
      return outcome
    },
    'jobs:forget': async ({ jobs }) => (await ready()).jobs.actions.forget(jobs),
    'jobs:show-file': async ({ id }) => {
      await (await ready()).jobs.actions.showFile(id)
      return null
    },
  }
}
