/** Calls whose permission has a different name. */
const renamed: Readonly<Record<string, readonly string[]>> = {
  HeadBucket: ['s3:ListBucket'],
  ListObjectsV2: ['s3:ListBucket'],
  ListBuckets: ['s3:ListAllMyBuckets'],
  HeadObject: ['s3:GetObject'],
  CreateMultipartUpload: ['s3:PutObject'],
  UploadPart: ['s3:PutObject'],
  CompleteMultipartUpload: ['s3:PutObject'],
  CopyObject: ['s3:GetObject', 's3:PutObject'],
  ListParts: ['s3:ListMultipartUploadParts'],
  DeleteObjects: ['s3:DeleteObject'],
  PutBucketEncryption: ['s3:PutEncryptionConfiguration'],
  PutPublicAccessBlock: ['s3:PutBucketPublicAccessBlock'],
  PutBucketLifecycleConfiguration: ['s3:PutLifecycleConfiguration'],
  SendMessageBatch: ['sqs:SendMessage'],
  DeleteMessageBatch: ['sqs:DeleteMessage'],
  ChangeMessageVisibilityBatch: ['sqs:ChangeMessageVisibility'],
}

/** Calls whose permission has the same name. */
const plain: Readonly<Record<string, readonly string[]>> = {
  s3: ['GetObject', 'PutObject', 'DeleteObject', 'AbortMultipartUpload', 'CreateBucket', 'PutBucketPolicy'],
  sqs: [
    'ListQueues',
    'GetQueueUrl',
    'GetQueueAttributes',
    'SetQueueAttributes',
    'SendMessage',
    'ReceiveMessage',
    'DeleteMessage',
    'ChangeMessageVisibility',
    'PurgeQueue',
    'CreateQueue',
    'ListQueueTags',
    'ListDeadLetterSourceQueues',
    'StartMessageMoveTask',
    'ListMessageMoveTasks',
    'CancelMessageMoveTask',
  ],
  cloudwatch: ['GetMetricData'],
}

const byCall: ReadonlyMap<string, readonly string[]> = new Map([
  ...Object.entries(renamed),
  ...Object.entries(plain).flatMap(([service, calls]) =>
    calls.map((call) => [call, [`${service}:${call}`]] as const),
  ),
])

const byLowerCase: ReadonlyMap<string, string> = new Map(
  [...byCall.values(), ['kms:GenerateDataKey', 'kms:Decrypt', 'iam:SimulatePrincipalPolicy']]
    .flat()
    .map((action) => [action.toLowerCase(), action]),
)

/**
 * Returns the permissions needed for one of the engine's calls, by the call's name. Throws for a call that
 * the engine never makes.
 */
export function actionsOf(call: string): readonly string[] {
  const actions = byCall.get(call)
  if (actions === undefined) throw new Error(`The permission for ${call} is not known.`)
  return actions
}

/** Returns a permission in its usual spelling. SQS writes it in lower case. */
export function actionNamed(action: string): string {
  return byLowerCase.get(action.toLowerCase()) ?? action
}
