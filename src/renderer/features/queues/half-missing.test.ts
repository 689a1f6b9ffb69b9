import { expect, test } from 'vitest'
import type { QueueResource } from '../../../shared/queues/queues.ts'
import { connection } from '../../testing/samples.ts'
import { halfMissing } from './half-missing.ts'

const aws = connection({
  kind: 'profile',
  region: 'us-east-1',
  hosts: { s3: 's3.example', sqs: 'sqs.example' },
})

function resources(buckets: QueueResource['state'], queues: QueueResource['state']): QueueResource[] {
  return [
    { kind: 'bucket', name: 'remotejobs-in-a', state: buckets },
    { kind: 'bucket', name: 'remotejobs-out-a', state: buckets },
    { kind: 'queue', name: 'remotejobs-a-pending', state: queues },
    { kind: 'queue', name: 'remotejobs-a-completed', state: queues },
  ]
}

test('buckets without queues: the queues are usually in another region', () => {
  const found = halfMissing(resources('exists', 'missing'), aws)
  expect(found?.title).toBe('The buckets exist, but none of the queues do in us-east-1')
  expect(found?.text).toContain('its buckets in us-east-1 and its queues in us-west-1')
})

test('buckets without read permission count as existing', () => {
  expect(halfMissing(resources('denied', 'missing'), aws)?.missing).toBe('queues')
  const mixed = [...resources('exists', 'missing').slice(1), ...resources('denied', 'missing').slice(0, 1)]
  expect(halfMissing(mixed, aws)?.missing).toBe('queues')
})

test('queues without read permission count as existing', () => {
  expect(halfMissing(resources('missing', 'denied'), aws)?.missing).toBe('buckets')
})

test('names the SQS address of another server instead of a region', () => {
  expect(halfMissing(resources('exists', 'missing'), { ...aws, kind: 'endpoint' })?.text).toContain(
    'sqs.example',
  )
})

test('on this computer, the queues were deleted, because there is no other region', () => {
  const text = halfMissing(resources('exists', 'missing'), { ...aws, kind: 'local' })?.text
  expect(text).toContain('were deleted')
  expect(text).not.toContain('region')
})

test('queues without buckets: the buckets are usually on another server', () => {
  expect(halfMissing(resources('missing', 'exists'), aws)?.text).toContain('s3.example')
})

test.each([
  ['missing', 'missing'],
  ['exists', 'exists'],
  ['denied', 'denied'],
  ['denied', 'exists'],
] as const)('buckets %s and queues %s need no explanation', (buckets, queues) => {
  expect(halfMissing(resources(buckets, queues), aws)).toBeNull()
})
