import type { CreationRequest, ExportFormat } from '../../../../shared/queues/creation.ts'
import type { InFlight } from '../../in-flight.ts'
import type { Handlers } from '../../register.ts'
import { saveText } from '../../files/save-text.ts'
import type { Services } from '../../services.ts'

type Channels = Extract<keyof Handlers, `creation:${string}` | `discovery:${string}`>

// These load the AWS SDK, which must not be loaded before the window is shown.
const plans = () => import('../../../connections/creation.ts')
const creator = () => import('../../../engine/creation/create-resources.ts')
const finder = () => import('../../../connections/discovery/discover.ts')

/** Handles finding and creating job queues on the active connection. */
export function creationHandlers(
  ready: () => Promise<Services>,
  inFlight: InFlight,
): Pick<Handlers, Channels> {
  return {
    'discovery:find': ({ requestId }) =>
      inFlight.run(requestId, async (signal) => {
        const session = (await ready()).connections.requireActive()
        const { discover } = await finder()
        const added = session.queues.map(({ config }) => config.name)
        return discover(session.clients, added, { signal })
      }),
    'creation:prepare': async (config) => {
      const session = (await ready()).connections.requireActive()
      const { defaultCreation } = await plans()
      const { siblingSettings } = await import('../../../engine/creation/sibling-settings.ts')
      return {
        // A recreated queue gets the settings of the remaining queues.
        options: { ...defaultCreation(session.access), ...(await siblingSettings(session.clients, config)) },
        deadLettersExist: await session.hasQueue(`${config.name}-dead`),
      }
    },
    'creation:plan': async (request) => {
      const { access } = (await ready()).connections.requireActive()
      const { planFor } = await plans()
      const { describePlan } = await import('../../../engine/creation/describe-plan.ts')
      return describePlan(planFor(request, access))
    },
    'creation:create': async (request) => {
      const { connections } = await ready()
      const session = connections.requireActive()
      const { planFor } = await plans()
      const { createResources } = await creator()
      const outcome = await createResources(session.clients, planFor(request, session.access))
      if (outcome.failed === null) await connections.addQueue(session, request.config)
      return outcome
    },
    'creation:export': async (request) => exported(await ready(), request),
    'creation:save': async (request) => {
      const services = await ready()
      const { text, fileName } = await exported(services, request)
      const path = await services.dialogs.chooseSavePath(services.saveFolder(), fileName)
      if (path !== null) await saveText(path, text)
      return { isSaved: path !== null }
    },
  }
}

async function exported(
  { connections }: Services,
  request: CreationRequest & { readonly format: ExportFormat },
): Promise<{ text: string; fileName: string }> {
  const { access } = connections.requireActive()
  const { planFor, exportPlan, exportFileName } = await plans()
  const { config, format } = request
  return {
    text: exportPlan(planFor(request, access), format, access, connections.activeRecord),
    fileName: exportFileName(config, format),
  }
}
