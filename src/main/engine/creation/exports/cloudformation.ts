import type { CreationPlan, PlannedBucket, PlannedQueue } from '../creation-plan.ts'
import { lifecycleRules } from '../lifecycle-rules.ts'
import { tlsPolicy } from '../tls-policy.ts'
import { distinctNames, logicalName } from './logical-names.ts'

type Json = { readonly [name: string]: unknown }

/** Messages and payloads are kept when the stack is deleted. */
const kept = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' } as const

/**
 * Returns the plan as a CloudFormation template in JSON. A stack has one region. If the buckets and the
 * queues are in different regions, the template has a parameter, and is deployed once in each.
 */
export function cloudFormation(plan: CreationPlan): string {
  const { buckets, queues, region, bucketRegion, config } = plan
  const names = distinctNames(
    [...buckets, ...queues].map(({ name }) => name),
    logicalName,
  )
  const id = (name: string): string => names.get(name) ?? logicalName(name)
  const isSplit = region !== bucketRegion && buckets.length > 0 && queues.length > 0
  const condition = (kind: 'Buckets' | 'Queues'): Json => (isSplit ? { Condition: `Has${kind}` } : {})
  const resources = {
    ...Object.assign(
      {},
      ...buckets.map((bucket) => bucketResources(id(bucket.name), bucket, condition('Buckets'))),
    ),
    ...Object.assign({}, ...queues.map((queue) => queueResources(queue, id, names, condition('Queues')))),
  } as Json
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `The job queue ${config.name}.${
      isSplit ? ` Deploy it with Part=buckets in ${bucketRegion}, and with Part=queues in ${region}.` : ''
    }`,
    ...(isSplit && {
      Parameters: { Part: { Type: 'String', AllowedValues: ['buckets', 'queues'] } },
      Conditions: {
        HasBuckets: { 'Fn::Equals': [{ Ref: 'Part' }, 'buckets'] },
        HasQueues: { 'Fn::Equals': [{ Ref: 'Part' }, 'queues'] },
      },
    }),
    Resources: resources,
  }
  return `${JSON.stringify(template, null, 2)}\n`
}

function bucketResources(id: string, bucket: PlannedBucket, condition: Json): Json {
  const { name, encryption, blocksPublicAccess, tlsOnly } = bucket
  const rules = lifecycleRules(bucket)
  const arn = { 'Fn::GetAtt': [id, 'Arn'] }
  return {
    [id]: {
      Type: 'AWS::S3::Bucket',
      ...condition,
      ...kept,
      Properties: {
        BucketName: name,
        ...(encryption !== null && {
          BucketEncryption: {
            ServerSideEncryptionConfiguration: [
              encryption.kmsKey === null
                ? { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }
                : {
                    BucketKeyEnabled: true,
                    ServerSideEncryptionByDefault: {
                      SSEAlgorithm: 'aws:kms',
                      KMSMasterKeyID: encryption.kmsKey,
                    },
                  },
            ],
          },
        }),
        ...(blocksPublicAccess && {
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
        }),
        ...(rules.length > 0 && {
          LifecycleConfiguration: {
            Rules: rules.map(({ ID, Status, AbortIncompleteMultipartUpload: abort, Expiration }) => ({
              Id: ID,
              Status,
              ...(abort && {
                AbortIncompleteMultipartUpload: { DaysAfterInitiation: abort.DaysAfterInitiation },
              }),
              ...(Expiration && { ExpirationInDays: Expiration.Days }),
            })),
          },
        }),
      },
    },
    ...(tlsOnly && {
      [`${id}Policy`]: {
        Type: 'AWS::S3::BucketPolicy',
        ...condition,
        Properties: {
          Bucket: { Ref: id },
          PolicyDocument: tlsPolicy('s3:*', [arn, { 'Fn::Join': ['', [arn, '/*']] }]),
        },
      },
    }),
  }
}

function queueResources(
  { name, attributes, encryption, tlsOnly, deadLetters }: PlannedQueue,
  id: (name: string) => string,
  planned: ReadonlyMap<string, string>,
  condition: Json,
): Json {
  const arnOf = (queue: string): unknown =>
    planned.has(queue)
      ? { 'Fn::GetAtt': [id(queue), 'Arn'] }
      : { 'Fn::Sub': `arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:${queue}` }
  return {
    [id(name)]: {
      Type: 'AWS::SQS::Queue',
      ...condition,
      ...kept,
      Properties: {
        QueueName: name,
        ...Object.fromEntries(
          Object.entries(attributes).map(([attribute, value]) => [attribute, Number(value)]),
        ),
        ...(encryption !== null &&
          (encryption.kmsKey === null
            ? { SqsManagedSseEnabled: true }
            : { KmsMasterKeyId: encryption.kmsKey })),
        ...(deadLetters !== null && {
          RedrivePolicy: {
            deadLetterTargetArn: arnOf(deadLetters.queue),
            maxReceiveCount: deadLetters.maxReceives,
          },
        }),
      },
    },
    ...(tlsOnly && {
      [`${id(name)}Policy`]: {
        Type: 'AWS::SQS::QueuePolicy',
        ...condition,
        Properties: {
          Queues: [{ Ref: id(name) }],
          PolicyDocument: tlsPolicy('sqs:*', arnOf(name)),
        },
      },
    }),
  }
}
