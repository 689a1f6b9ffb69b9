import { newAgents } from '../../../engine/aws/network/network.ts'
import { sendQuery } from '../../../engine/aws/transport/query-call.ts'
import { awsAddress, iamRegion } from './aws-addresses.ts'
import type { Identity, SignedContext } from '../check-context.ts'
import { elements } from './xml-element.ts'

export type Verdict = 'allowed' | 'denied' | 'unknown'

/**
 * Simulates with IAM what the owner of the keys may do, without changing anything. The verdicts are keyed by
 * action and ARN. Empty if the keys may not do this, or if the server has no IAM.
 */
export async function simulate(
  context: SignedContext,
  identity: Identity | null,
  wanted: readonly { readonly action: string; readonly resource: string }[],
): Promise<ReadonlyMap<string, Verdict>> {
  const verdicts = new Map<string, Verdict>()
  const principal = identity === null ? null : principalOf(identity.arn)
  if (principal === null || wanted.length === 0) return verdicts
  const { access, keys, signal, clockOffsetMs } = context
  const { network, region } = access
  const address = access.sqsEndpoint ?? awsAddress('iam', region, access.useFips)
  const agents = newAgents(network, { keepAlive: true, maxSockets: 2 })
  try {
    for (const resource of new Set(wanted.map((one) => one.resource))) {
      const actions = wanted.filter((one) => one.resource === resource).map(({ action }) => action)
      // oxlint-disable-next-line no-await-in-loop -- if the first one is refused, the others are not sent
      const { status, text } = await sendQuery(
        {
          service: 'iam',
          endpoint: new URL(address),
          region: iamRegion(region),
          parameters: {
            Action: 'SimulatePrincipalPolicy',
            Version: '2010-05-08',
            PolicySourceArn: principal,
            'ResourceArns.member.1': resource,
            ...Object.fromEntries(
              actions.map((action, index) => [`ActionNames.member.${index + 1}`, action]),
            ),
          },
        },
        keys,
        { agents, network, signal, clockOffsetMs },
      )
      if (status !== 200) return verdicts
      const decisions = elements(text, 'EvalDecision')
      for (const [index, action] of elements(text, 'EvalActionName').entries()) {
        const decision = decisions[index]
        if (decision !== undefined)
          verdicts.set(`${action} ${resource}`, decision === 'allowed' ? 'allowed' : 'denied')
      }
    }
  } catch {
    signal.throwIfAborted()
  } finally {
    agents.httpAgent.destroy()
    agents.httpsAgent.destroy()
  }
  return verdicts
}

/** Returns the user or role whose policies apply, or `null` for the root user, who has none. */
function principalOf(arn: string): string | null {
  const [, partition, account, role] = /^arn:([\w-]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(arn) ?? []
  if (role !== undefined) return `arn:${partition}:iam::${account}:role/${role}`
  return /^arn:[\w-]+:iam::\d+:user\//.test(arn) ? arn : null
}
