import type { CreationPlan, PlannedBucket, PlannedQueue } from '../creation-plan.ts'
import { lifecycleRules } from '../lifecycle-rules.ts'
import { bucketArn, partitionOf } from '../../permissions/policy.ts'
import { tlsPolicy } from '../tls-policy.ts'

/** The target of the commands. */
export type CliTarget = {
  /** `null` means the profile that is set in the shell. */
  readonly profile: string | null
  /** `null` means AWS itself. */
  readonly s3Endpoint: string | null
  readonly sqsEndpoint: string | null
}

/** Returns the plan as a script of `aws` commands for a POSIX shell, which stops at the first failure. */
export function awsCliScript(plan: CreationPlan, target: CliTarget): string {
  const { buckets, queues, config, region } = plan
  const sqs = commandOf('sqs', region, target, target.sqsEndpoint)
  return `${[
    '#!/bin/sh',
    `# Creates the job queue ${config.name}. Existing buckets and queues are not part of it.`,
    ...(target.profile !== null && !isSafeProfileName(target.profile)
      ? ['# Set AWS_PROFILE to your profile first.']
      : []),
    'set -eu',
    ...buckets.flatMap((bucket) => bucketCommands(bucket, target)),
    ...allQueueCommands(queues, sqs),
  ].join('\n')}\n`
}

/**
 * ARNs contain the account ID, which is read from the first queue, or from the dead-letter queue if that
 * already exists.
 */
function allQueueCommands(queues: readonly PlannedQueue[], sqs: string): string[] {
  const [first] = queues
  if (first === undefined) return []
  const planned = new Set(queues.map(({ name }) => name))
  const dead = queues.map(({ deadLetters }) => deadLetters?.queue).find((queue) => queue !== undefined)
  const needsArns = queues.some(({ tlsOnly, deadLetters }) => tlsOnly || deadLetters !== null)
  if (dead !== undefined && !planned.has(dead)) {
    return ['', ...arnCommands(dead, sqs), ...queues.flatMap((queue) => ['', queueCommand(queue, sqs, true)])]
  }
  return [
    '',
    queueCommand(first, sqs, false),
    ...(needsArns ? arnCommands(first.name, sqs) : []),
    ...(first.tlsOnly ? [policyCommand(first, sqs)] : []),
    ...queues.slice(1).flatMap((queue) => ['', queueCommand(queue, sqs, true)]),
  ]
}

function bucketCommands(bucket: PlannedBucket, target: CliTarget): string[] {
  const { name, region, blocksPublicAccess, encryption, tlsOnly } = bucket
  const s3 = commandOf('s3api', region, target, target.s3Endpoint)
  const put = (what: string, option: string, value: unknown): string =>
    `${s3} ${what} --bucket ${name} ${option} ${quoted(JSON.stringify(value))}`
  const rules = lifecycleRules(bucket)
  const arn = bucketArn({ partition: partitionOf(region) }, name)
  return [
    '',
    `${s3} create-bucket --bucket ${name}${
      region === 'us-east-1' ? '' : ` --create-bucket-configuration LocationConstraint=${region}`
    }`,
    ...(blocksPublicAccess
      ? [
          put('put-public-access-block', '--public-access-block-configuration', {
            BlockPublicAcls: true,
            IgnorePublicAcls: true,
            BlockPublicPolicy: true,
            RestrictPublicBuckets: true,
          }),
        ]
      : []),
    ...(encryption === null
      ? []
      : [
          put('put-bucket-encryption', '--server-side-encryption-configuration', {
            Rules: [
              encryption.kmsKey === null
                ? { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }
                : {
                    ApplyServerSideEncryptionByDefault: {
                      SSEAlgorithm: 'aws:kms',
                      KMSMasterKeyID: encryption.kmsKey,
                    },
                    BucketKeyEnabled: true,
                  },
            ],
          }),
        ]),
    ...(tlsOnly ? [put('put-bucket-policy', '--policy', tlsPolicy('s3:*', [arn, `${arn}/*`]))] : []),
    ...(rules.length > 0
      ? [put('put-bucket-lifecycle-configuration', '--lifecycle-configuration', { Rules: rules })]
      : []),
  ]
}

/** Returns an ARN with a placeholder for its prefix, which is only known when the script runs. */
const arnOf = (name: string): string => `ARN_PREFIX${name}`

function queueCommand(queue: PlannedQueue, sqs: string, hasArnPrefix: boolean): string {
  const { name, attributes, encryption, tlsOnly, deadLetters } = queue
  const all = {
    ...attributes,
    ...(encryption !== null &&
      (encryption.kmsKey === null
        ? { SqsManagedSseEnabled: 'true' }
        : { KmsMasterKeyId: encryption.kmsKey })),
    ...(tlsOnly && hasArnPrefix && { Policy: JSON.stringify(tlsPolicy('sqs:*', arnOf(name))) }),
    ...(deadLetters !== null && {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: arnOf(deadLetters.queue),
        maxReceiveCount: deadLetters.maxReceives,
      }),
    }),
  }
  return `${sqs} create-queue --queue-name ${name} --attributes ${withPrefix(JSON.stringify(all))}`
}

function arnCommands(name: string, sqs: string): string[] {
  return [
    `url=$(${sqs} get-queue-url --queue-name ${name} --query QueueUrl --output text)`,
    `arn=$(${sqs} get-queue-attributes --queue-url "$url" --attribute-names QueueArn --query Attributes.QueueArn --output text)`,
    `prefix="\${arn%${name}}"`,
  ]
}

function policyCommand({ name }: PlannedQueue, sqs: string): string {
  const attributes = { Policy: JSON.stringify(tlsPolicy('sqs:*', arnOf(name))) }
  return `${sqs} set-queue-attributes --queue-url "$url" --attributes ${withPrefix(JSON.stringify(attributes))}`
}

function commandOf(
  service: 's3api' | 'sqs',
  region: string,
  { profile }: CliTarget,
  endpoint: string | null,
): string {
  return [
    'aws',
    service,
    `--region ${region}`,
    ...(profile !== null && isSafeProfileName(profile) ? [`--profile ${quoted(profile)}`] : []),
    ...(endpoint === null ? [] : [`--endpoint-url ${quoted(endpoint)}`]),
  ].join(' ')
}

/** True if a name is harmless in a terminal. */
function isSafeProfileName(profile: string): boolean {
  return /^[\w+@.:/ -]+$/.test(profile)
}

/** Quotes a text as one shell word. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** Quotes a text, and replaces the placeholder in each ARN with the shell variable. */
function withPrefix(text: string): string {
  return quoted(text).replaceAll('ARN_PREFIX', `'"$prefix"'`)
}
