import { describe, expect, it } from 'vitest'
import type { QueueConfig } from '../../../shared/queues/queues.ts'
import { directionOfBucket, resourceNames } from './resource-names.ts'
import { expectCode } from '../testing/expect-code.ts'

const config: QueueConfig = {
  name: 'thumbnails',
  layout: 'in-out',
  statuses: ['pending', 'inprogress', 'completed'],
}

describe("a job queue's resource names", () => {
  it('match remotejob 1.x', () => {
    const names = resourceNames(config)
    expect(names.buckets).toEqual(['remotejobs-in-thumbnails', 'remotejobs-out-thumbnails'])
    expect(names.queues).toEqual(['thumbnails-pending', 'thumbnails-inprogress', 'thumbnails-completed'])
    expect([names.bucket('in'), names.bucket('out')]).toEqual(names.buckets)
  })

  it('match remotejob 2.x', () => {
    const names = resourceNames({ name: 'thumbnails', layout: 'single', statuses: ['pending', 'Other_1'] })
    expect(names.buckets).toEqual(['remotejobs-thumbnails'])
    expect(names.bucket('out')).toBe('remotejobs-thumbnails')
    expect(names.queue('Other_1')).toBe('thumbnails-Other_1')
  })

  it("reveal a bucket's direction", () => {
    const directions = ['remotejobs-in-a', 'remotejobs-a', 'remotejobs-out-a', 'remotejobs-b', null].map(
      (bucket) => directionOfBucket(bucket, 'a'),
    )
    expect(directions).toEqual(['in', 'in', 'out', null, null])
  })

  it('reject a status that is not configured', async () => {
    await expectCode(() => resourceNames(config).queue('nope'), 'STATUS_UNKNOWN')
    await expectCode(() => resourceNames({ ...config, statuses: ['a b'] }), 'STATUS_UNKNOWN')
  })

  it.each(['', 'A', 'a.b', '-a', 'a-', 'ä', 'x'.repeat(49)])('reject the name “%s”', async (name) => {
    await expectCode(() => resourceNames({ ...config, name }), 'QUEUE_NAME_INVALID')
  })
})
