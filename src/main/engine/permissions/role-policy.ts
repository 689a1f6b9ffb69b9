import type { Role } from '../../../shared/connections/roles.ts'
import type { QueueConfig } from '../../../shared/queues/queues.ts'
import { resourceNames } from '../protocol/resource-names.ts'
import { bucketArn, queueArn, type Policy, type PolicyScope, type Statement } from './policy.ts'

/** Permissions that only some users of a role need. */
export type PolicyExtras = {
  /** Finding job queues by listing the account's queues and buckets. Default: false. */
  readonly discovery?: boolean
  /** Ages and rates from CloudWatch. Default: false. */
  readonly cloudWatch?: boolean
  /** The ARN of the KMS key that encrypts buckets or queues. Default: none. */
  readonly kmsKey?: string | null
}

const read = ['sqs:GetQueueUrl', 'sqs:GetQueueAttributes'] as const
const receive = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'] as const
const store = ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'] as const
const manage = ['sqs:SetQueueAttributes', 'sqs:PurgeQueue', 'sqs:ListQueueTags'] as const
const redrive = [
  'sqs:ListDeadLetterSourceQueues',
  'sqs:StartMessageMoveTask',
  'sqs:ListMessageMoveTasks',
  'sqs:CancelMessageMoveTask',
] as const

const createBuckets = [
  's3:ListBucket',
  's3:CreateBucket',
  's3:PutBucketPublicAccessBlock',
  's3:PutEncryptionConfiguration',
  's3:PutBucketPolicy',
  's3:PutLifecycleConfiguration',
] as const
const createQueues = [...read, 'sqs:CreateQueue', 'sqs:SetQueueAttributes'] as const

type Part = readonly [sid: string, actions: readonly string[], resources: readonly string[]]

/** Returns the minimal policy that lets a role work on some job queues. */
export function rolePolicy(
  role: Role,
  configs: readonly QueueConfig[],
  scope: PolicyScope,
  extras: PolicyExtras = {},
): Policy {
  const jobQueues = configs.map((config) => {
    const names = resourceNames(config)
    const objects = (direction: 'in' | 'out'): string => `${bucketArn(scope, names.bucket(direction))}/*`
    const queues = names.queues.map((queue) => queueArn(scope, queue))
    return {
      queues,
      pending: queues.slice(0, 1),
      dead: [queueArn(scope, `${config.name}-dead`)],
      buckets: names.buckets.map((bucket) => bucketArn(scope, bucket)),
      in: [objects('in')],
      out: [objects('out')],
    }
  })
  const all = (...parts: readonly (keyof (typeof jobQueues)[number])[]): readonly string[] => [
    ...new Set(jobQueues.flatMap((jobQueue) => parts.flatMap((part) => jobQueue[part]))),
  ]
  const submits = role === 'submit' || role === 'operate'
  const works = role === 'work' || role === 'operate'
  const parts: readonly (Part | false)[] = [
    ['Count', read, all('queues', 'dead')],
    ['List', ['s3:ListBucket'], all('buckets')],
    ['Read', ['s3:GetObject'], all('in', 'out')],
    submits && !works && ['Send', ['sqs:SendMessage'], all('pending')],
    works && ['Send', ['sqs:SendMessage'], all('queues', 'dead')],
    submits && ['Submit', [...store, 's3:DeleteObject'], all('in')],
    works && ['Claim', receive, role === 'operate' ? all('queues', 'dead') : all('queues')],
    works && ['Finish', [...store, 's3:DeleteObject'], all('out')],
    role === 'operate' && ['Manage', manage, all('queues', 'dead')],
    role === 'operate' && ['Redrive', redrive, all('dead')],
    role === 'operate' && ['AddDeadLetters', ['sqs:CreateQueue'], all('dead')],
  ]
  return {
    Version: '2012-10-17',
    Statement: [
      ...parts.flatMap((part) => (part === false ? [] : [statementOf(part, scope)])),
      ...extraStatements(extras, scope),
    ],
  }
}

/** Returns the policy for creating job queues with all settings that the app offers. */
export function creationPolicy(configs: readonly QueueConfig[], scope: PolicyScope): Policy {
  const names = configs.map((config) => ({ name: config.name, ...resourceNames(config) }))
  const buckets = names.flatMap((one) => one.buckets.map((bucket) => bucketArn(scope, bucket)))
  const queues = names.flatMap(({ name, queues: own }) =>
    [...own, `${name}-dead`].map((queue) => queueArn(scope, queue)),
  )
  return {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'CreateBuckets', Effect: 'Allow', Action: createBuckets, Resource: buckets },
      { Sid: 'CreateQueues', Effect: 'Allow', Action: createQueues, Resource: queues },
    ],
  }
}

/** Bucket names are global: without the condition, a stranger's bucket would be allowed too. */
function statementOf([Sid, actions, resources]: Part, { account }: PolicyScope): Statement {
  const isS3 = actions.every((action) => action.startsWith('s3:'))
  return {
    Sid,
    Effect: 'Allow',
    Action: [...actions],
    Resource: [...resources],
    ...(isS3 && { Condition: { StringEquals: { 'aws:ResourceAccount': account } } }),
  }
}

function extraStatements({ discovery, cloudWatch, kmsKey }: PolicyExtras, scope: PolicyScope): Statement[] {
  const statements: Statement[] = []
  if (discovery) statements.push(anywhere('Discover', ['sqs:ListQueues', 's3:ListAllMyBuckets']))
  if (cloudWatch) statements.push(anywhere('Metrics', ['cloudwatch:GetMetricData']))
  if (kmsKey) {
    statements.push({
      Sid: 'UseKey',
      Effect: 'Allow',
      Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
      Resource: [kmsKey],
      Condition: {
        StringEquals: { 'kms:CallerAccount': scope.account },
      },
    })
  }
  return statements
}

function anywhere(Sid: string, Action: readonly string[]): Statement {
  return { Sid, Effect: 'Allow', Action, Resource: ['*'] }
}
