import type { CheckFinding } from '../../../shared/connections/doctor.ts'
import { mapConcurrent } from '../../engine/async/map-concurrent.ts'
import type { CheckContext, SignedContext } from './check-context.ts'
import { checkClock } from './checks/check-clock.ts'
import { checkIdentity } from './checks/check-identity.ts'
import { checkKeys } from './checks/check-keys.ts'
import { checkNetwork } from './checks/check-network.ts'
import { checkPermissions } from './checks/check-permissions.ts'
import { checkRegions } from './checks/check-regions.ts'
import { checkResources } from './checks/check-resources.ts'
import { findUnlisted } from './checks/find-unlisted.ts'
import { unknown } from './findings.ts'
import type { Report } from './report.ts'

/** More job queues would take minutes. */
const maxJobQueues = 20
/** The number of job queues that are checked at once. */
const atOnce = 3

/** Runs all steps of a check. Creates nothing and receives nothing. Rejects only if it is cancelled. */
export async function runCheck(
  context: CheckContext,
  report: Report,
  options: { readonly hasKeys: boolean; readonly mayAsk: boolean },
): Promise<void> {
  const [keys, network] = await Promise.all([
    checkKeys(context, options).then(({ finding, keys: found }) => {
      report.set('keys', [finding])
      return found
    }),
    checkNetwork(context).then((result) => {
      report.set('network', result.findings)
      report.set('clock', [checkClock(result.clockOffsetMs)])
      return result
    }),
  ])
  if (keys === null) return report.skipRest('This needs the keys.')
  if (!network.isReachable) return report.skipRest('This needs a connection to the servers.')
  const signed = { ...context, keys, clockOffsetMs: network.clockOffsetMs ?? 0 }
  const { finding, identity } = await checkIdentity(signed)
  report.set('identity', [finding])
  if (finding.state === 'problem') return report.skipRest('This needs keys that are accepted.')
  await checkJobQueues(signed, report, identity)
}

async function checkJobQueues(
  context: SignedContext,
  report: Report,
  identity: Parameters<typeof checkResources>[2],
): Promise<void> {
  const { queues } = context
  const configs = queues.slice(0, maxJobQueues)
  const found = await mapConcurrent(configs, atOnce, (config) => checkResources(context, config, identity))
  const more: readonly CheckFinding[] =
    queues.length > configs.length
      ? [unknown(`Only the first ${maxJobQueues} of ${queues.length} job queues are checked.`)]
      : []
  const resources = found.map(({ finding }) => finding)
  report.set('resources', configs.length === 0 ? [await findUnlisted(context)] : [...resources, ...more])
  report.set('regions', await checkRegions(context, found))
  const permissions = await mapConcurrent(found, atOnce, (jobQueue) =>
    checkPermissions(context, jobQueue, identity),
  )
  report.set(
    'permissions',
    configs.length === 0
      ? [unknown('Permissions are checked for the job queues in the sidebar. There are none yet.')]
      : permissions.flat(),
  )
}
