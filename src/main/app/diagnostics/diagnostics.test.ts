import { expect, it } from 'vitest'
import { diagnosticsText, type DiagnosticsParts } from './diagnostics.ts'
import { noJobs } from '../../../shared/jobs/job-state.ts'

const keyId = 'AKIACANARYCANARY0001'
const secret = 'canary/Secret+Key/0123456789abcdefghijKL'
const token = `FwoGZXIvYXdzE${'c4nary'.repeat(30)}==`
const account = '123456784321'
const canaries = [keyId, secret, token, account, 'ada', 'hunter2', 'Payroll', 'finance-admin']

function text(change: Partial<DiagnosticsParts> = {}): string {
  return diagnosticsText({
    at: new Date('2026-11-26T12:00:00Z'),
    versions: { remotejob: '0.1.0', electron: '45.4.1' },
    system: { platform: 'linux', arch: 'x64', home: '/home/ada' },
    settings: {
      saveFolder: '/srv/Payroll/ada',
      theme: 'dark',
      transferLimit: null,
      onQuit: 'release',
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
      launchesAtLogin: null,
      version: '0.1.0',
    },
    connections: [
      {
        id: 'c1',
        kind: 'profile',
        label: 'Payroll',
        region: 'eu-west-1',
        bucketRegion: null,
        hosts: { s3: 's3.eu-west-1.amazonaws.com', sqs: 'sqs.eu-west-1.amazonaws.com' },
        addresses: null,
        profile: 'finance-admin',
        allowUnencrypted: false,
        caFileName: null,
        state: 'failed',
        error: { code: 'ACCESS_DENIED', message: `No access for ${keyId}`, hint: secret, retryable: false },
        retryAt: null,
        hasKeys: true,
        signsIn: false,
        bucketAccount: '111122223333',
        keysNotStored: null,
        colour: null,
        isProduction: false,
        isReadOnly: false,
      },
    ],
    queues: [
      {
        connectionId: 'c1',
        queue: 'thumbnails',
        waiting: { value: 42, sign: 'about', source: 'counts', at: 0 },
        working: null,
        delayed: 0,
        dead: null,
        perMinute: null,
        emptyInMs: null,
        finishedPerHour: null,
        oldestMs: null,
        alarms: [],
      },
    ],
    jobs: { revision: 1, queues: [{ connectionId: 'c1', queue: 'q', counts: { ...noJobs(), queued: 7 } }] },
    transfers: { counts: { failed: 1 } as never, needsYou: 0 },
    log: [
      `2026-11-26T11:59:58.000Z WARN keys ${keyId} ${secret}`,
      `2026-11-26T11:59:58.000Z WARN {"sessionToken":"${token}"} ${token}`,
      `WARN https://sqs.eu-west-1.amazonaws.com/${account}/thumbnails-pending`,
      `WARN arn:aws:iam::${account}:role/worker`,
      'ERROR at /home/ada/.config/Remotejob/ledger.sqlite',
      'WARN http://ada:hunter2@proxy.example:3128 refused',
      'WARN The AWS profile finance-admin has no keys.',
      'WARN The connection Payroll is read-only.',
    ],
    homeFolder: '/home/ada',
    ...change,
  })
}

it.each(canaries)('does not contain %s', (canary) => {
  expect(text()).not.toContain(canary)
})

it('contains what a maintainer needs', () => {
  const report = text()
  for (const part of [
    'electron: 45.4.1',
    'platform: linux',
    'theme: dark',
    'pollBudgetPerHour: 2000',
    '1. profile, region: eu-west-1, state: failed, error: ACCESS_DENIED, s3: s3.eu-west-1.amazonaws.com',
    'thumbnails on connection 1: waiting: 42, inFlight: ?',
    'queued: 7',
    'failed: 1',
    '…4321',
    '~/.config/Remotejob/ledger.sqlite',
  ])
    expect(report).toContain(part)
})

it('keeps numbers and times that are not account ids', () => {
  const log = ['bytes 1234567890123', '2026-11-26T11:59:58.000Z', 'port 45661']
  const report = text({ log })
  for (const line of log) expect(report).toContain(line)
})
