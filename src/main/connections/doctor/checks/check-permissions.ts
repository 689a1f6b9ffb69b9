import type { CheckFinding } from '../../../../shared/connections/doctor.ts'
import { denialOf, type DenialReason } from '../../../engine/permissions/denial.ts'
import {
  minimalStatement,
  policyText,
  unknownAccount,
  type PolicyScope,
} from '../../../engine/permissions/policy.ts'
import { partitionOf } from '../../../engine/permissions/partitions.ts'
import { rolePolicy } from '../../../engine/permissions/role-policy.ts'
import { awsErrorInfo } from '../../../engine/errors/aws-error-info.ts'
import type { Identity, SignedContext } from '../check-context.ts'
import type { FoundJobQueue } from './check-resources.ts'
import { ok, problem, unknown } from '../findings.ts'
import { isDenied } from './is-denied.ts'
import { readingCalls } from './reading-calls.ts'
import { simulate, type Verdict } from './simulate-policy.ts'

/** A permission that the role needs, and whether the keys have it. */
interface Permission {
  readonly action: string
  readonly resource: string
  readonly verdict: Verdict
  readonly reason?: DenialReason
}

/**
 * Lists which of a role's permissions are missing for a job queue. Read permissions are tried with read-only
 * calls. The others are simulated with IAM, if the keys may do that.
 */
export async function checkPermissions(
  context: SignedContext,
  { config, resources }: FoundJobQueue,
  identity: Identity | null,
): Promise<readonly CheckFinding[]> {
  const scope = scopeOf(context, identity)
  const exists = (arn: string): boolean => {
    const name = arn.split(':').at(-1)?.split('/')[0] ?? ''
    const found = resources?.find((resource) => resource.name === name)
    return found !== undefined && found.state !== 'missing'
  }
  const wanted = rolePolicy(context.role, [config], scope).Statement.flatMap(({ Action, Resource }) =>
    Action.flatMap((action) =>
      Resource.filter(exists).map((resource): Permission => ({ action, resource, verdict: 'unknown' })),
    ),
  )
  const read = await Promise.all(wanted.map((permission) => readPermission(context, permission)))
  const open = read.filter(({ verdict }) => verdict === 'unknown')
  const simulated = await simulate(context, identity, open)
  const all = read.map((permission) =>
    permission.verdict === 'unknown'
      ? { ...permission, verdict: simulated.get(`${permission.action} ${permission.resource}`) ?? 'unknown' }
      : permission,
  )
  return findingsOf(config.name, all, identity)
}

/** Returns the account, region and partition for a connection's ARNs. */
export function scopeOf({ access }: SignedContext, identity: Identity | null): PolicyScope {
  const { region } = access
  return { partition: partitionOf(region).name, region, account: identity?.account ?? unknownAccount }
}

async function readPermission(context: SignedContext, permission: Permission): Promise<Permission> {
  const call = readingCalls[permission.action]
  if (call === undefined) return permission
  const failure = await call(context, permission.resource)
  context.signal.throwIfAborted()
  if (failure === null) return { ...permission, verdict: 'allowed' }
  if (!isDenied(failure)) return permission
  const denial = denialOf(awsErrorInfo(failure.cause).message)
  // Without ListBucket, S3 denies access to a missing object, whatever else is allowed.
  if (denial !== null && denial.action !== permission.action) return permission
  return { ...permission, verdict: 'denied', reason: denial?.reason ?? 'missing' }
}

const limits: Readonly<Record<DenialReason, string>> = {
  missing: '',
  deny: ' A policy denies it explicitly, so allowing it does not help: that policy has to change.',
  organisation: ' A policy of the organisation forbids it, so its administrators have to allow it.',
  boundary: " The user's permissions boundary has to allow it too.",
  session: ' The session policy has to allow it too.',
  resource: ' The resource belongs to another account, whose policy has to allow it too.',
  endpoint: ' The VPC endpoint policy has to allow it too.',
}

function findingsOf(
  name: string,
  permissions: readonly Permission[],
  identity: Identity | null,
): readonly CheckFinding[] {
  const denied = permissions.filter(({ verdict }) => verdict === 'denied')
  const open = permissions.filter(({ verdict }) => verdict === 'unknown')
  const findings = denied.map(({ action, resource, reason = 'missing' }) =>
    problem(
      `${name}: the permission ${action} is missing for ${resource.split(':').at(-1)}.${limits[reason]}`,
      identity === null || reason === 'deny' || reason === 'organisation'
        ? null
        : { kind: 'statement', text: policyText(minimalStatement([action], resource)) },
    ),
  )
  if (open.length > 0) {
    const actions = [...new Set(open.map(({ action }) => action.split(':')[1]))].join(', ')
    findings.push(
      unknown(
        `${name}: ${actions} cannot be checked without changing something.${
          identity === null ? '' : ' With iam:SimulatePrincipalPolicy, IAM could check them.'
        }`,
      ),
    )
  }
  if (findings.length === 0) findings.push(ok(`${name}: all permissions are granted.`))
  else if (denied.length === 0 && open.length < permissions.length) {
    findings.unshift(ok(`${name}: all permissions that read-only calls can check are granted.`))
  }
  return findings
}
