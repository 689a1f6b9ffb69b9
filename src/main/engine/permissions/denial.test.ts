import { expect, test } from 'vitest'
import { denialOf } from './denial.ts'

const user = 'User: arn:aws:iam::111122223333:user/ada is not authorized to perform:'
const queue = 'arn:aws:sqs:us-west-1:111122223333:demo-pending'

test.each([
  [
    `${user} sqs:getqueueattributes on resource: ${queue} because no identity-based policy allows the sqs:getqueueattributes action`,
    { action: 'sqs:GetQueueAttributes', resource: queue, reason: 'missing' },
  ],
  [
    `${user} s3:ListBucket on resource: "arn:aws:s3:::remotejobs-in-demo" because no identity-based policy allows the s3:ListBucket action`,
    { action: 's3:ListBucket', resource: 'arn:aws:s3:::remotejobs-in-demo', reason: 'missing' },
  ],
  [
    `${user} sqs:sendmessage on resource: ${queue} with an explicit deny in an identity-based policy`,
    { action: 'sqs:SendMessage', resource: queue, reason: 'deny' },
  ],
  [
    `${user} sqs:sendmessage on resource: ${queue} with an explicit deny in a service control policy`,
    { action: 'sqs:SendMessage', resource: queue, reason: 'organisation' },
  ],
  [
    `${user} sqs:sendmessage on resource: ${queue} because no permissions boundary allows the sqs:sendmessage action`,
    { action: 'sqs:SendMessage', resource: queue, reason: 'boundary' },
  ],
  [
    `${user} kms:GenerateDataKey on resource: arn:aws:kms:us-west-1:111122223333:key/1-2 because no resource-based policy allows the kms:GenerateDataKey action`,
    {
      action: 'kms:GenerateDataKey',
      resource: 'arn:aws:kms:us-west-1:111122223333:key/1-2',
      reason: 'resource',
    },
  ],
  [`${user} sqs:ListQueues`, { action: 'sqs:ListQueues', resource: null, reason: 'missing' }],
  ['Access Denied', null],
  ['Access to the resource https://sqs.us-west-1.amazonaws.com/ is denied.', null],
])('%s', (message, denial) => {
  expect(denialOf(message)).toEqual(denial)
})

test('parses a hostile message in linear time', () => {
  const started = performance.now()
  const length = 200_000
  denialOf(`is not authorized to perform: a:${'b'.repeat(length)} on resource: ${'"'.repeat(length)}`)
  // A quadratic search would take minutes.
  expect(performance.now() - started).toBeLessThan(2_000)
})
