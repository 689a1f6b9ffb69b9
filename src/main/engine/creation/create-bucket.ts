import {
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { callS3 } from '../aws/s3/s3-call.ts'
import { S3Buckets } from '../aws/s3/s3-buckets.ts'
import type { CallOptions, SendOptions } from '../aws/transport/aws-call.ts'
import type { EngineClients } from '../aws/transport/clients.ts'
import { EngineError } from '../errors/engine-error.ts'
import { bucketArn, partitionOf } from '../permissions/policy.ts'
import type { PlannedBucket } from './creation-plan.ts'
import { lifecycleRules } from './lifecycle-rules.ts'
import { tlsPolicy } from './tls-policy.ts'

type Setting = (s3: S3Client, send: SendOptions) => Promise<unknown>

/**
 * Creates a bucket, then applies its settings one by one. `onCreated` is called once it exists.
 *
 * @throws EngineError `BUCKET_FOREIGN`, and `BAD_REQUEST` if it exists already: existing buckets are never
 * changed.
 */
export async function createBucket(
  clients: EngineClients,
  bucket: PlannedBucket,
  onCreated: () => void,
  options: CallOptions = {},
): Promise<void> {
  const { name } = bucket
  const buckets = new S3Buckets(clients)
  const state = await buckets.check(name, options)
  if (state === 'exists') throw alreadyExists(name)
  // us-east-1 accepts creating a bucket you already own, and would then change it.
  if (state === 'denied')
    throw new EngineError('BUCKET_FOREIGN', `The bucket ${name} belongs to someone else.`)
  await buckets.create(name, options)
  onCreated()
  for (const [what, set] of settingsOf(bucket)) {
    await callS3(clients, { what: `${what} of ${name}`, bucket: name }, options, (send, { s3 }) =>
      set(s3, send),
    )
  }
}

function settingsOf(bucket: PlannedBucket): readonly (readonly [what: string, set: Setting])[] {
  const { name: Bucket, region, blocksPublicAccess, encryption, tlsOnly } = bucket
  const settings: [string, Setting][] = []
  if (blocksPublicAccess) {
    settings.push([
      'Blocking public access',
      (s3, send) =>
        s3.send(
          new PutPublicAccessBlockCommand({
            Bucket,
            PublicAccessBlockConfiguration: {
              BlockPublicAcls: true,
              IgnorePublicAcls: true,
              BlockPublicPolicy: true,
              RestrictPublicBuckets: true,
            },
          }),
          send,
        ),
    ])
  }
  if (encryption !== null) {
    const { kmsKey } = encryption
    settings.push([
      'Setting the encryption',
      (s3, send) =>
        s3.send(
          new PutBucketEncryptionCommand({
            Bucket,
            ServerSideEncryptionConfiguration: {
              Rules: [
                kmsKey === null
                  ? { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }
                  : {
                      ApplyServerSideEncryptionByDefault: {
                        SSEAlgorithm: 'aws:kms',
                        KMSMasterKeyID: kmsKey,
                      },
                      BucketKeyEnabled: true,
                    },
              ],
            },
          }),
          send,
        ),
    ])
  }
  if (tlsOnly) {
    const arn = bucketArn({ partition: partitionOf(region) }, Bucket)
    const Policy = JSON.stringify(tlsPolicy('s3:*', [arn, `${arn}/*`]))
    settings.push([
      'Setting the policy',
      (s3, send) => s3.send(new PutBucketPolicyCommand({ Bucket, Policy }), send),
    ])
  }
  const Rules = lifecycleRules(bucket)
  if (Rules.length > 0) {
    settings.push([
      'Setting the lifecycle rules',
      (s3, send) =>
        s3.send(
          new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }),
          send,
        ),
    ])
  }
  return settings
}

function alreadyExists(name: string): EngineError {
  return new EngineError('BAD_REQUEST', `The bucket ${name} already exists. It was not changed.`, {
    hint: 'Check again.',
  })
}
