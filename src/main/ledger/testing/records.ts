import type { JobsView } from '../../../shared/jobs/jobs.ts'
import type { HeldClaim } from '../../engine/claims/claim-journal.ts'
import type { PlannedSave, PlannedUpload } from '../../engine/transfers/transfer-journal.ts'
import type { MultipartUploadRecord } from '../../engine/uploads/multipart-journal.ts'

/** Returns a planned upload, with the given changes. */
export function anUpload(id: string, change: Partial<PlannedUpload> = {}): PlannedUpload {
  return {
    id,
    kind: 'submit',
    connectionId: 'local',
    queue: 'demo',
    direction: 'in',
    path: '/x/ü.jpg',
    size: 1,
    mtimeMs: 1.5,
    ino: 2,
    name: 'ü',
    fields: { note: 'a\nb' },
    key: `key-${id}`,
    createdAt: 3,
    ...change,
  }
}

/** Returns a transfer's multipart upload. */
export function aMultipart(uploadId: string, transferId: string): MultipartUploadRecord {
  return {
    uploadId,
    transferId,
    connectionId: 'local',
    bucket: 'b',
    key: 'k',
    partSize: 8,
    file: { size: 20, mtimeMs: 1.5, ino: 2 },
    createdAt: 4,
  }
}

/** Returns a planned save. */
export function aSave(id: string): PlannedSave {
  return {
    id,
    connectionId: 'local',
    queue: 'demo',
    direction: 'out',
    bucket: 'b',
    key: `k-${id}`,
    claimId: null,
    acknowledge: false,
    target: { folder: '/f' },
    name: null,
    bytesTotal: null,
    createdAt: 5,
  }
}

/** Returns a new claim. */
export function aClaim(id: string): HeldClaim {
  return {
    id,
    connectionId: 'local',
    queue: 'demo',
    status: 'pending',
    jobId: `m-${id}`,
    receiptHandle: `r-${id}`,
    rawBody: '{"name":"Cat","bucket":"remotejobs-in-demo","key":"k"}',
    receivedCount: 1,
    sentAt: 1,
    firstReceivedAt: null,
    receivedAt: 2,
    arrivedAt: 2,
    damaged: false,
    attributes: {},
    traceHeader: null,
    leaseMs: 30_000,
    deadline: 30_002,
    bucketAllowed: false,
    savedPath: null,
    events: [{ at: 2, what: 'claimed', detail: null }],
  }
}

/** Returns a view of all jobs, newest first, with the given changes. */
export function aView(change: Partial<JobsView> = {}): JobsView {
  return {
    scope: { connectionId: null, queue: null },
    filter: 'all',
    text: '',
    from: null,
    to: null,
    group: null,
    sort: { by: 'age', descending: true },
    expanded: [],
    ...change,
  }
}
