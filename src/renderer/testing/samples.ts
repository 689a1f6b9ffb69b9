import type {
  Connection,
  ConnectionsSnapshot,
  LocalService,
  Settings,
} from '../../shared/connections/connections.ts'
import { defaultRetention, type HistoryStatus } from '../../shared/jobs/history.ts'
import type { Claim } from '../../shared/jobs/claims.ts'
import type { StatusQueueState, QueuesSnapshot, QueueState } from '../../shared/queues/queues.ts'
import { defaultStatuses } from '../../shared/queues/queue-rules.ts'
import type { RequestDay, RequestsSnapshot } from '../../shared/metrics/requests.ts'
import { isListedInNeedsYou } from '../../shared/files/transfer-needs.ts'
import type { UpdatesSnapshot } from '../../shared/updates.ts'
import type { Transfer, TransfersSnapshot, TransferState } from '../../shared/files/transfers.ts'

/** Sample objects for tests. Each function takes overrides. */

/** The error when a server cannot be reached. */
export const networkError = {
  code: 'NETWORK',
  message: 'SQS could not be reached.',
  hint: 'Check the network.',
  retryable: true,
} as const

export function connection(overrides: Partial<Connection> = {}): Connection {
  return {
    id: 'local',
    kind: 'local',
    label: 'Local',
    region: 'us-west-1',
    bucketRegion: null,
    bucketAccount: null,
    hosts: { s3: '127.0.0.1:4566', sqs: '127.0.0.1:4566' },
    addresses: null,
    profile: null,
    signsIn: false,
    allowUnencrypted: false,
    caFileName: null,
    state: 'ready',
    error: null,
    retryAt: null,
    hasKeys: false,
    keysNotStored: null,
    colour: null,
    isProduction: false,
    isReadOnly: false,
    ...overrides,
  }
}

export function connectionsSnapshot(
  connections: readonly Connection[] = [connection()],
  revision = 1,
): ConnectionsSnapshot {
  return {
    revision,
    activeId: connections[0]?.id ?? 'local',
    connections: [...connections],
    mfa: null,
    signIn: null,
  }
}

export function localService(overrides: Partial<LocalService> = {}): LocalService {
  return {
    state: 'ready',
    endpoint: 'http://127.0.0.1:4566',
    port: 4566,
    dataFolder: '/home/ada/.config/Remotejob/local',
    restarts: 0,
    environmentPreview:
      'export AWS_ENDPOINT_URL=http://127.0.0.1:4566\nexport AWS_REGION=us-west-1\nexport AWS_ACCESS_KEY_ID=RJLOCAL7Q2\nexport AWS_SECRET_ACCESS_KEY=••••••••',
    error: null,
    ...overrides,
  }
}

export function settings(overrides: Partial<Settings> = {}): Settings {
  return {
    saveFolder: '/home/ada/Downloads/Remotejob',
    theme: 'system',
    pollBudgetPerHour: 2_000,
    skipsSystemFiles: true,
    findResults: 'shown',
    sendDelaySeconds: 3,
    namePattern: '{name}.{ext}',
    savesInFolders: false,
    claimsNext: false,
    onClose: 'ask',
    usesCloudWatch: true,
    firstRun: 'done',
    showsBadge: true,
    showsTray: false,
    closesToTray: false,
    checksForUpdates: true,
    launchesAtLogin: false,
    transferLimit: null,
    onQuit: 'release',
    version: '0.1.0',
    ...overrides,
  }
}

export const sampleVersions = {
  remotejob: '0.1.0',
  electron: '45.4.1',
  chromium: '150.0.0.0',
  node: '24.21.0',
  awsSdk: '3.1173.0',
}

export function statusQueue(
  status: string,
  visible = 0,
  overrides: Partial<StatusQueueState> = {},
): StatusQueueState {
  return {
    status,
    depth: { visible, inFlight: 0, delayed: 0 },
    readAt: Date.now(),
    history: [],
    ...overrides,
  }
}

export function queueState(name: string, overrides: Partial<QueueState> = {}): QueueState {
  return {
    config: { name, layout: 'in-out', statuses: [...defaultStatuses] },
    statusQueues: [statusQueue('pending', 42), statusQueue('inprogress', 3), statusQueue('completed', 18)],
    dead: null,
    refreshedAt: Date.now(),
    intervalMs: 2_000,
    error: null,
    ...overrides,
  }
}

export function queuesSnapshot(
  queues: readonly QueueState[],
  revision = 1,
  connectionId = 'local',
): QueuesSnapshot {
  return { revision, connectionId, queues: [...queues], requestsPerHour: 1_800 }
}

export function transfer(overrides: Partial<Transfer> = {}): Transfer {
  return {
    id: crypto.randomUUID(),
    kind: 'submit',
    connectionId: 'local',
    queue: 'thumbnails',
    direction: 'in',
    name: 'cat.jpg',
    state: 'running',
    bytesDone: 340_000,
    bytesTotal: 1_000_000,
    bytesPerSecond: 100_000,
    key: null,
    jobId: null,
    claimId: null,
    folder: null,
    note: null,
    error: null,
    createdAt: Date.now(),
    sendsAt: null,
    finishedAt: null,
    ...overrides,
  }
}

export function transfersSnapshot(transfers: readonly Transfer[], revision = 1): TransfersSnapshot {
  const count = (state: TransferState): number =>
    transfers.filter((candidate) => candidate.state === state).length
  return {
    revision,
    transfers: [...transfers],
    counts: {
      waiting: count('waiting'),
      running: count('running'),
      queueing: count('queueing'),
      reconnecting: count('reconnecting'),
      paused: count('paused'),
      done: count('done'),
      stored: count('stored'),
      unconfirmed: count('unconfirmed'),
      interrupted: count('interrupted'),
      failed: count('failed'),
      cancelled: count('cancelled'),
    },
    needsYou: transfers.filter(isListedInNeedsYou).length,
    bytesPerSecond: transfers.reduce((sum, candidate) => sum + candidate.bytesPerSecond, 0),
  }
}

export function claim(overrides: Partial<Claim> = {}): Claim {
  const now = Date.now()
  return {
    id: crypto.randomUUID(),
    connectionId: 'local',
    queue: 'thumbnails',
    status: 'pending',
    jobId: '3334b201-492b-4a72-80d2-5405871242d1',
    fields: { name: 'Cat Montage', filename: 'cat.jpg' },
    bucket: 'remotejobs-in-thumbnails',
    key: '897afcb9-0c5a-4b6e-9d0e-0a2f6f1f7a11',
    fileName: 'cat.jpg',
    messageError: null,
    bucketAllowed: false,
    rawBody: '{"bucket":"remotejobs-in-thumbnails","key":"897afcb9-0c5a-4b6e-9d0e-0a2f6f1f7a11"}',
    bodyLength: 83,
    format: null,
    unopened: 0,
    attributes: [],
    deadLetter: null,
    receivedCount: 1,
    payload: { size: 2_400_000, contentType: 'image/jpeg', modifiedAt: now },
    payloadError: null,
    lease: {
      state: 'held',
      deadline: now + 246_000,
      durationMs: 300_000,
      endsAt: now + 12 * 3_600_000,
      error: null,
    },
    phase: 'claimed',
    order: 1,
    moreFields: 0,
    duplicate: null,
    activity: 'idle',
    outcome: null,
    outcomeInfo: null,
    error: null,
    saved: null,
    events: [
      { at: now - 1_000, what: 'stored', detail: null },
      { at: now - 500, what: 'sent', detail: null },
      { at: now, what: 'claimed', detail: null },
    ],
    ...overrides,
  }
}

export function historyStatus(overrides: Partial<HistoryStatus> = {}): HistoryStatus {
  return { revision: 1, retention: defaultRetention, jobs: 0, hiddenFile: null, ...overrides }
}

export function requestsSnapshot(days: readonly RequestDay[] = [], revision = 1): RequestsSnapshot {
  return { revision, today: '2026-11-24', days: [...days] }
}

export function updatesSnapshot(overrides: Partial<UpdatesSnapshot> = {}): UpdatesSnapshot {
  return {
    revision: 1,
    hasFeed: false,
    checkedAt: null,
    isChecking: false,
    update: null,
    download: null,
    isReplaced: false,
    error: null,
    ...overrides,
  }
}
