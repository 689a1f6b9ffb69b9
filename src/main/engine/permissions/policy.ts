/** The account and region that a policy is for. */
export type PolicyScope = {
  readonly partition: string
  /** Twelve digits, or a placeholder. */
  readonly account: string
  /** The region of the queues. */
  readonly region: string
}

/** A placeholder for an unknown account. It is not a valid account, so the policy cannot be used by mistake. */
export const unknownAccount = 'ACCOUNT_ID'

/** One statement of an IAM policy that allows something. */
export type Statement = {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** An IAM policy. */
export type Policy = { readonly Version: '2012-10-17'; readonly Statement: readonly Statement[] }

export function queueArn({ partition, region, account }: PolicyScope, queue: string): string {
  return `arn:${partition}:sqs:${region}:${account}:${queue}`
}

export function bucketArn({ partition }: Pick<PolicyScope, 'partition'>, bucket: string): string {
  return `arn:${partition}:s3:::${bucket}`
}

/** Returns the minimal statement that allows some actions on a resource. */
export function minimalStatement(actions: readonly string[], resource: string): Statement {
  const [service = '', name = ''] = (actions[0] ?? '').split(':')
  return {
    Sid: `${service.toUpperCase()}${name}`,
    Effect: 'Allow',
    Action: [...actions],
    Resource: [resource],
  }
}

/** Returns a policy or statement as JSON, for the AWS console. */
export function policyText(policy: Policy | Statement): string {
  return `${JSON.stringify(policy, null, 2)}\n`
}
