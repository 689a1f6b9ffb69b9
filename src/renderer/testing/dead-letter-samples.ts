import type { DeadLetter, DeadLetterQueue, DeadLettersSnapshot } from '../../shared/queues/dead-letters.ts'
import type { SqsQueueSettings } from '../../shared/queues/queue-settings.ts'

export function deadLetterQueue(overrides: Partial<DeadLetterQueue> = {}): DeadLetterQueue {
  return {
    name: 'thumbnails-dead',
    depth: { visible: 7, inFlight: 1, delayed: 0 },
    sources: [{ queue: 'thumbnails-pending', maxReceives: 3 }],
    allSources: true,
    retentionSeconds: 1_209_600,
    error: null,
    ...overrides,
  }
}

export function deadLetter(overrides: Partial<DeadLetter> = {}): DeadLetter {
  const body = '{"name":"page-07","bucket":"remotejobs-in-thumbnails","key":"k-1"}'
  return {
    id: 'letter-1',
    messageId: 'message-1',
    fields: { name: 'page-07' },
    moreFields: 0,
    bucket: 'remotejobs-in-thumbnails',
    key: 'k-1',
    body,
    bodyLength: body.length,
    attributes: [{ name: 'trace', type: 'String', value: '7' }],
    isTruncated: false,
    receivedCount: 4,
    sentAt: Date.now() - 3_600_000,
    firstReceivedAt: Date.now() - 3_000_000,
    source: 'thumbnails-pending',
    hiddenUntil: Date.now() + 300_000,
    job: null,
    activity: 'idle',
    sentAs: null,
    error: null,
    ...overrides,
  }
}

export function deadLettersSnapshot(
  deadLetters: readonly DeadLetter[],
  move: DeadLettersSnapshot['queues'][number]['move'] = null,
  revision = 1,
): DeadLettersSnapshot {
  const queue = { connectionId: 'local', name: 'thumbnails-dead', deadLetters: [...deadLetters], move }
  return { revision, queues: [queue] }
}

export function sqsQueueSettings(overrides: Partial<SqsQueueSettings> = {}): SqsQueueSettings {
  return {
    name: 'thumbnails-pending',
    status: 'pending',
    error: null,
    depth: { visible: 12, inFlight: 2, delayed: 0 },
    visibilityTimeout: 30,
    delay: 0,
    retention: 345_600,
    waitTime: 20,
    maxMessageBytes: 1_048_576,
    redrive: null,
    encryption: 'sqs',
    kmsKey: null,
    policy: null,
    tags: [],
    tagsError: null,
    arn: 'arn:aws:sqs:us-west-1:000000000000:thumbnails-pending',
    createdAt: Date.now() - 86_400_000,
    fifo: false,
    ...overrides,
  }
}
