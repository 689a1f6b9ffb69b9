import type { MadePolicy, PolicyRequest } from '../../../shared/queues/policies.ts'
import { defaultStatuses } from '../../../shared/queues/queue-rules.ts'
import type { QueueConfig } from '../../../shared/queues/queues.ts'
import { RequestCounter } from '../../engine/aws/middleware/request-counter.ts'
import { partitionOf, policyText, unknownAccount } from '../../engine/permissions/policy.ts'
import { rolePolicy } from '../../engine/permissions/role-policy.ts'
import { openClients } from '../connecting/open-clients.ts'
import { checkIdentity } from './checks/check-identity.ts'
import type { CheckPlan } from './doctor.ts'

/** AWS counts the characters of a managed policy without white space. */
const maxPolicyLength = 6_144
/** If STS takes longer, the policy is made without the account. */
const identityMs = 5_000

/** Makes the minimal policy for a role, with the connection's account if STS returns it. */
export async function createPolicy(
  plan: CheckPlan,
  { queues: names, role, discovery, cloudWatch }: PolicyRequest,
): Promise<MadePolicy> {
  const account = await accountOf(plan)
  const { region } = plan.access
  const known = plan.record.queues
  const queues =
    names?.map((name) => known.find((config) => config.name === name) ?? defaultConfig(name)) ?? known
  const scope = { partition: partitionOf(region), region, account: account ?? unknownAccount }
  const policy = rolePolicy(role, queues, scope, { discovery, cloudWatch })
  return {
    text: queues.length === 0 ? '' : policyText(policy),
    known: known.map(({ name }) => name),
    account,
    isTooLong: JSON.stringify(policy).length > maxPolicyLength,
  }
}

function defaultConfig(name: string): QueueConfig {
  return { name, layout: 'in-out', statuses: [...defaultStatuses] }
}

/** Returns the keys' account, or `null` if it is unknown. */
export async function accountOf({ record, access, hasKeys, askMfaCode }: CheckPlan): Promise<string | null> {
  if (!hasKeys || record.kind === 'local') return null
  const counter = new RequestCounter()
  const open = openClients(access, counter, askMfaCode)
  try {
    const keys = await open.keys()
    if ('accountId' in keys && keys.accountId !== undefined) return keys.accountId
    const { kind, queues } = record
    const { identity } = await checkIdentity({
      kind,
      access,
      open,
      counter,
      queues,
      keys,
      role: 'watch',
      clockOffsetMs: 0,
      signal: AbortSignal.timeout(identityMs),
    })
    return identity?.account ?? null
  } catch {
    return null
  } finally {
    open.close()
  }
}
