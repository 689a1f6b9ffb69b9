import type { CreationPlan, PlannedBucket, PlannedQueue } from '../creation-plan.ts'
import { lifecycleRules } from '../lifecycle-rules.ts'
import { tlsPolicy } from '../tls-policy.ts'
import { type Block, Expression, hclText, type Value } from './hcl.ts'
import { distinctNames, snakeName } from './logical-names.ts'

/** The oldest provider version that supports these resources. */
const providerVersion = '>= 5.0'

/** Returns the plan as a Terraform configuration. */
export function terraform(plan: CreationPlan): string {
  const { buckets, queues, region, bucketRegion } = plan
  const names = distinctNames(
    [...buckets, ...queues].map(({ name }) => name),
    snakeName,
  )
  const id = (name: string): string => names.get(name) ?? snakeName(name)
  const isSplit = region !== bucketRegion && buckets.length > 0
  const provider: Readonly<Record<string, Value>> = isSplit ? { provider: new Expression('aws.buckets') } : {}
  const existingDead = queues.find(({ deadLetters }) => deadLetters !== null && !names.has(deadLetters.queue))
  return hclText([
    {
      type: 'terraform',
      labels: [],
      values: {},
      blocks: [
        {
          type: 'required_providers',
          labels: [],
          values: { aws: { source: 'hashicorp/aws', version: providerVersion } },
        },
      ],
    },
    { type: 'provider', labels: ['aws'], values: { region } },
    ...(isSplit
      ? [{ type: 'provider', labels: ['aws'], values: { alias: 'buckets', region: bucketRegion } }]
      : []),
    ...(existingDead?.deadLetters
      ? [
          {
            type: 'data',
            labels: ['aws_sqs_queue', 'dead'],
            values: { name: existingDead.deadLetters.queue },
          },
        ]
      : []),
    ...buckets.flatMap((bucket) => bucketBlocks(id(bucket.name), bucket, provider)),
    ...queues.flatMap((queue) => queueBlocks(queue, id, names)),
  ])
}

function bucketBlocks(id: string, bucket: PlannedBucket, provider: Readonly<Record<string, Value>>): Block[] {
  const { name, encryption, blocksPublicAccess, tlsOnly } = bucket
  const ref = `aws_s3_bucket.${id}`
  const base = { ...provider, bucket: new Expression(`${ref}.id`) }
  const rules = lifecycleRules(bucket)
  const resource = (type: string, values: Readonly<Record<string, Value>>, blocks: Block[] = []): Block => ({
    type: 'resource',
    labels: [type, id],
    values,
    blocks,
  })
  const all: (Block | false)[] = [
    resource('aws_s3_bucket', { ...provider, bucket: name }),
    blocksPublicAccess &&
      resource('aws_s3_bucket_public_access_block', {
        ...base,
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
      }),
    encryption !== null &&
      resource('aws_s3_bucket_server_side_encryption_configuration', base, [
        {
          type: 'rule',
          labels: [],
          values: encryption.kmsKey === null ? {} : { bucket_key_enabled: true },
          blocks: [
            {
              type: 'apply_server_side_encryption_by_default',
              labels: [],
              values:
                encryption.kmsKey === null
                  ? { sse_algorithm: 'AES256' }
                  : { sse_algorithm: 'aws:kms', kms_master_key_id: encryption.kmsKey },
            },
          ],
        },
      ]),
    tlsOnly &&
      resource('aws_s3_bucket_policy', {
        ...base,
        policy: tlsOnlyPolicy('s3:*', `${ref}.arn, "\${${ref}.arn}/*"`),
      }),
    rules.length > 0 &&
      resource(
        'aws_s3_bucket_lifecycle_configuration',
        base,
        rules.map(({ ID = '', AbortIncompleteMultipartUpload: abort, Expiration }) => ({
          type: 'rule',
          labels: [],
          values: { id: ID, status: 'Enabled' },
          blocks: [
            { type: 'filter', labels: [], values: {} },
            ...(abort
              ? [
                  {
                    type: 'abort_incomplete_multipart_upload',
                    labels: [],
                    values: { days_after_initiation: abort.DaysAfterInitiation ?? 0 },
                  },
                ]
              : []),
            ...(Expiration
              ? [{ type: 'expiration', labels: [], values: { days: Expiration.Days ?? 0 } }]
              : []),
          ],
        })),
      ),
  ]
  return all.filter((block) => block !== false)
}

function queueBlocks(
  { name, attributes, encryption, tlsOnly, deadLetters }: PlannedQueue,
  id: (name: string) => string,
  planned: ReadonlyMap<string, string>,
): Block[] {
  const ref = `aws_sqs_queue.${id(name)}`
  const numbers: Record<string, Value> = {}
  for (const [attribute, value] of Object.entries(attributes)) {
    numbers[argumentOf[attribute] ?? attribute] = Number(value)
  }
  const dead =
    deadLetters !== null && planned.has(deadLetters.queue)
      ? `aws_sqs_queue.${id(deadLetters.queue)}.arn`
      : 'data.aws_sqs_queue.dead.arn'
  const queue: Block = {
    type: 'resource',
    labels: ['aws_sqs_queue', id(name)],
    values: {
      name,
      ...numbers,
      ...(encryption !== null &&
        (encryption.kmsKey === null
          ? { sqs_managed_sse_enabled: true }
          : { kms_master_key_id: encryption.kmsKey })),
      ...(deadLetters !== null && {
        redrive_policy: new Expression(
          `jsonencode({ deadLetterTargetArn = ${dead}, maxReceiveCount = ${deadLetters.maxReceives} })`,
        ),
      }),
    },
  }
  if (!tlsOnly) return [queue]
  const policy: Block = {
    type: 'resource',
    labels: ['aws_sqs_queue_policy', id(name)],
    values: {
      queue_url: new Expression(`${ref}.id`),
      policy: tlsOnlyPolicy('sqs:*', `${ref}.arn`),
    },
  }
  return [queue, policy]
}

/** The `aws_sqs_queue` argument for each SQS attribute. */
const argumentOf: Readonly<Record<string, string>> = {
  VisibilityTimeout: 'visibility_timeout_seconds',
  MessageRetentionPeriod: 'message_retention_seconds',
  ReceiveMessageWaitTimeSeconds: 'receive_wait_time_seconds',
}

/**
 * Returns a policy that refuses requests without TLS, as a `jsonencode` call. `arns` is a comma-separated
 * list of expressions.
 */
function tlsOnlyPolicy(action: 's3:*' | 'sqs:*', arns: string): Expression {
  const { Version, Statement } = tlsPolicy(action, arns)
  const [{ Sid, Effect, Principal, Action, Resource }] = Statement
  const text = [
    'jsonencode({',
    `    Version = "${Version}"`,
    '    Statement = [{',
    `      Sid       = "${Sid}"`,
    `      Effect    = "${Effect}"`,
    `      Principal = "${Principal}"`,
    `      Action    = "${Action}"`,
    `      Resource  = [${Resource}]`,
    '      Condition = { Bool = { "aws:SecureTransport" = "false" } }',
    '    }]',
    '  })',
  ]
  return new Expression(text.join('\n'))
}
