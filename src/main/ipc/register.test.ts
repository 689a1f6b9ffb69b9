import type { IpcMainInvokeEvent } from 'electron'
import { describe, expect, it } from 'vitest'
import { channels, type Channel } from '../../shared/ipc/channels.ts'
import type { Reply } from '../../shared/ipc/contract.ts'
import { contract } from '../../shared/ipc/contract.ts'
import { awsCreation } from '../../shared/queues/creation-options.ts'
import { EngineError } from '../engine/errors/engine-error.ts'
import { type Handlers, registerHandlers } from './register.ts'
import { canaries, HostileInputs } from './testing/hostile-inputs.ts'

type Listener = (event: IpcMainInvokeEvent, input: unknown) => Promise<Reply<unknown>>

const page = 'app://bundle/index.html'

/** Returns the checked parts of a call's event: the sender, and the top frame of its window. */
function eventFrom(frame: { url: string } | null, top: { url: string } | null = frame): IpcMainInvokeEvent {
  return { senderFrame: frame, sender: { mainFrame: top } } as unknown as IpcMainInvokeEvent
}

const trusted = eventFrom({ url: page })

/** Registers the real guard with handlers that only record their calls. */
function register(run: (channel: string) => unknown = () => null) {
  const listeners = new Map<string, Listener>()
  const logged: unknown[] = []
  const handlers = Object.fromEntries(
    channels.map((channel) => [channel, async () => run(channel)]),
  ) as unknown as Handlers
  registerHandlers({
    ipcMain: { handle: (channel, listener) => void listeners.set(channel, listener as Listener) },
    handlers,
    isPage: (address) => new URL(address).host === 'bundle' && address.startsWith('app:'),
    grantFiles: async () => ({
      files: [],
      refused: [],
      moreRefused: 0,
      leftOut: { systemFiles: 0, links: 0 },
    }),
    log: (_channel, error) => logged.push(error),
  })
  const call = (channel: string, event: IpcMainInvokeEvent, input: unknown): Promise<Reply<unknown>> => {
    const listener = listeners.get(channel)
    if (listener === undefined) throw new Error(`${channel} is not registered.`)
    return listener(event, input)
  }
  return { call, logged, names: [...listeners.keys()] }
}

const uuid = '3f0f6f0e-6b0f-4a3e-8f2e-0a4c5c6f7a11'
const file = { token: uuid, name: null, fields: {} }

const jobsView = {
  scope: { connectionId: null, queue: null },
  filter: 'all',
  text: '',
  from: null,
  to: null,
  group: null,
  sort: { by: 'age', descending: true },
  expanded: [],
}
const someJobs = { jobs: { kind: 'some', ids: [1] } }

const config = { name: 'demo', layout: 'in-out', statuses: ['pending'] }
const creation = { config, options: awsCreation, existing: ['demo-pending'] }
const policy = {
  connectionId: 'a',
  queues: ['demo'],
  role: 'work',
  discovery: false,
  cloudWatch: false,
}
const deadLetters = { queue: 'demo', name: 'demo-dead' }

/** A valid input for each channel, so that each input below is rejected for its one fault. */
const good: { readonly [C in Channel]: unknown } = {
  'app:info': null,
  'request:cancel': { requestId: uuid },
  'connections:list': null,
  'connections:profiles': null,
  'connections:add': { kind: 'profile', label: 'Work', profile: 'work', region: 'eu-west-1' },
  'connections:edit': {
    connectionId: 'a',
    edited: { kind: 'profile', label: 'Work', profile: 'work', region: 'eu-west-1' },
  },
  'connections:choose-ca-file': { connectionId: 'a' },
  'connections:forget-ca-file': { connectionId: 'a' },
  'connections:answer-mfa': { requestId: 'a', code: '123456' },
  'connections:remove': { connectionId: 'a' },
  'doctor:get': null,
  'doctor:start': {
    subject: { kind: 'connection', connectionId: 'a' },
    role: 'work',
    mayAsk: false,
  },
  'doctor:stop': null,
  'discovery:find': { requestId: uuid },
  'creation:prepare': config,
  'creation:plan': creation,
  'creation:create': creation,
  'creation:export': { ...creation, format: 'terraform' },
  'creation:save': { ...creation, format: 'aws-cli' },
  'policies:make': policy,
  'policies:save': policy,
  'requests:list': null,
  'settings:set-work': { sendDelaySeconds: 3 },
  'files:paste': { kind: 'text' },
  'files:take-opened': null,
  'submit:defaults': { queue: 'demo' },
  'submit:remember': { queue: 'demo', fields: [['size', '1']], delaySeconds: 0 },
  'jobs:undo-submit': { groupId: uuid },
  'claims:send-again': { claimIds: ['a'] },
  'settings:set-find-results': { when: 'always' },
  'settings:set-poll-budget': { perHour: 2_000 },
  'settings:set-skips-system-files': { skips: false },
  'connections:connect': { connectionId: uuid },
  'connections:try-now': { connectionId: 'local' },
  'connections:activate': { connectionId: 'a' },
  'connections:take-keys-from-clipboard': { connectionId: 'a' },
  'connections:take-keys-from-file': { connectionId: 'a' },
  'connections:type-keys': { connectionId: 'a' },
  'connections:forget-keys': { connectionId: 'a' },
  'connections:sign-in': { connectionId: 'a' },
  'connections:cancel-sign-in': { connectionId: 'a' },
  'connections:open-sign-in-page': { connectionId: 'a' },
  'jobs:watch': { watchId: 1, view: jobsView, offset: 0, limit: 50 },
  'jobs:unwatch': null,
  'jobs:counts': null,
  'jobs:describe': { id: 1 },
  'jobs:locate': { id: 1, view: jobsView },
  'jobs:selected': someJobs,
  'jobs:range': { view: jobsView, from: { index: 0, job: 1 }, to: { index: 4_999, job: null } },
  'jobs:save-results': someJobs,
  'jobs:open-results': { id: 1, resultId: null },
  'jobs:save-results-to': { id: 1 },
  'jobs:show-results': { id: 1 },
  'jobs:mark-seen': someJobs,
  'jobs:retry': someJobs,
  'jobs:take-back': someJobs,
  'jobs:submit-again': { ...someJobs, changes: null, queue: null, delaySeconds: 0 },
  'jobs:forget': someJobs,
  'jobs:show-file': { id: 1 },
  'jobs:copy': { ...someJobs, as: 'aws-copy' },
  'jobs:export': { ...someJobs, format: 'csv', requestId: uuid },
  'jobs:drag': { id: 1, resultId: null },
  'local:get': null,
  'local:restart': null,
  'local:use-another-port': null,
  'local:copy-environment': { snippet: 'posix' },
  'local:show-data-folder': null,
  'metrics:list': null,
  'metrics:sparklines': null,
  'queues:history': { connectionId: 'local', queue: 'demo', span: '1h' },
  'alarms:list': null,
  'alarms:set': { rules: [{ id: 'a', queue: null, condition: { kind: 'dead' } }] },
  'settings:set-cloud-watch': { on: false },
  'queues:list': null,
  'queues:describe': { name: 'demo', layout: 'in-out', statuses: ['pending'] },
  'queues:find-elsewhere': { name: 'demo', layout: 'in-out', statuses: ['pending'] },
  'queues:add': { config: { name: 'demo', layout: 'in-out', statuses: ['pending'] }, create: true },
  'queues:forget': { name: 'demo' },
  'queues:watch': { name: null },
  'queues:refresh': { name: 'demo' },
  'files:choose': { kind: 'files' },
  'files:revoke': { tokens: [uuid] },
  'jobs:submit': { queue: 'demo', files: [file] },
  'claims:list': null,
  'claims:next': { queue: 'demo', status: 'pending', max: 10, requestId: uuid },
  'claims:bulk': { claimIds: [uuid], action: 'release' },
  'claims:save': { claimId: 'a', where: 'ask' },
  'claims:save-and-acknowledge': { claimId: 'a' },
  'claims:acknowledge': { claimId: 'a' },
  'claims:release': { claimId: 'a' },
  'claims:start': { claimId: 'a' },
  'claims:complete': { claimId: 'a', files: [file], fields: {} },
  'claims:allow-bucket': { claimId: 'a' },
  'claims:dismiss': { claimId: 'a' },
  'claims:show-saved': { claimId: 'a' },
  'claims:message': { claimId: 'a' },
  'claims:save-message': { claimId: 'a' },
  'transfers:list': null,
  'transfers:pause': { transferId: 'a' },
  'transfers:resume': { transferId: 'a' },
  'transfers:cancel': { transferId: 'a' },
  'transfers:retry': { transferId: 'a' },
  'transfers:confirm': { transferId: 'a' },
  'transfers:move': { transferId: 'a', to: 'top' },
  'transfers:pause-all': null,
  'transfers:resume-all': null,
  'transfers:cancel-all': null,
  'transfers:retry-all': null,
  'transfers:clear': null,
  'transfers:show-saved': { transferId: 'a' },
  'objects:list': { queue: 'demo', direction: 'in', prefix: '', cursor: null },
  'objects:names': { queue: 'demo', direction: 'in', keys: ['k'], requestId: uuid },
  'objects:save-selected': { queue: 'demo', direction: 'in', keys: ['k'] },
  'objects:submit-selected': { queue: 'demo', direction: 'in', keys: ['k'], status: 'pending' },
  'objects:remove-selected': { queue: 'demo', direction: 'in', keys: ['k'] },
  'objects:describe': { queue: 'demo', direction: 'in', key: 'k' },
  'objects:retrieve': { queue: 'demo', direction: 'in', key: 'k' },
  'objects:store': { queue: 'demo', direction: 'in', files: [file] },
  'previews:open': { requestId: uuid, source: { kind: 'claim', claimId: 'a' } },
  'previews:draw-page': { requestId: uuid, id: 'i'.repeat(43), page: 1 },
  'previews:close': { id: 'i'.repeat(43) },
  'history:status': null,
  'history:retain': { keepDays: 365, maxJobs: 1_000_000 },
  'history:show-hidden-file': null,
  'history:dismiss-hidden-file': null,
  'settings:get': null,
  'settings:choose-save-folder': null,
  'settings:set-theme': { theme: 'dark' },
  'settings:set-on-quit': { onQuit: 'keep' },
  'dead-letters:list': null,
  'dead-letters:describe': { queue: 'demo' },
  'dead-letters:receive': { ...deadLetters, max: 1 },
  'dead-letters:keep': { ...deadLetters, ids: [uuid] },
  'dead-letters:put-back': { ...deadLetters, ids: [uuid] },
  'dead-letters:submit-again': { ...deadLetters, letters: [{ id: uuid, body: null, attributes: null }] },
  'dead-letters:submit-all': deadLetters,
  'dead-letters:cancel': deadLetters,
  'dead-letters:remove': { ...deadLetters, ids: [uuid], confirmed: 'demo-dead' },
  'dead-letters:remove-all': { ...deadLetters, confirmed: 'demo-dead' },
  'queue-settings:read': { queue: 'demo' },
  'queue-settings:change': { queue: 'demo', name: 'demo-pending', change: { delay: 5 } },
  'queue-settings:add-dead-letters': { queue: 'demo', statuses: ['pending'], maxReceives: 3 },
  'queue-settings:plan-purge': { queue: 'demo', status: 'pending' },
  'queue-settings:purge': { queue: 'demo', status: 'pending', confirmed: 'demo-pending' },
  'queue-settings:undo-purge': { undoId: uuid },
  'settings:set-first-run': { firstRun: 'done' },
  'view-state:get': null,
  'view-state:set': { palette: ['claim-next'] },
  'app:sample-file': null,
  'app:show-log': null,
  'app:troubles': null,
  'app:restart': null,
  'app:copy-diagnostics': null,
  'app:notices': null,
  'app:open-link': { address: 'https://www.npmjs.com/package/remotejob' },
  'settings:set-desktop': { showsTray: true },
  'settings:set-checks-for-updates': { checks: false },
  'updates:get': null,
  'updates:check': null,
  'updates:download': null,
  'updates:cancel-download': null,
  'updates:show-download': null,
  'settings:set-transfer-limit': { megabytesPerSecond: 2.5 },
}

const endless: unknown[] = []
endless.push(endless, endless)

describe.each(channels)('%s', (channel) => {
  const isObject = good[channel] !== null

  it('is handled when called from the page', async () => {
    const reached: string[] = []
    await register((name) => reached.push(name)).call(channel, trusted, good[channel])
    expect(reached).toEqual([channel])
  })

  it('returns nothing that the contract does not declare', async () => {
    const { call, logged } = register(() => ({ secretAccessKey: 'canary' }))
    const answer = await call(channel, trusted, good[channel])
    expect(answer).toMatchObject({ ok: false, error: { code: 'INTERNAL' } })
    expect(JSON.stringify(answer)).not.toContain('canary')
    expect(logged).toHaveLength(1)
  })

  it.each([
    ['a foreign page', eventFrom({ url: 'https://evil.example/' })],
    ['an address that only starts like ours', eventFrom({ url: 'app://bundle.evil.example/' })],
    ['a frame inside our page', eventFrom({ url: page }, { url: page })],
    ['a frame that is gone', eventFrom(null)],
  ])('rejects %s', async (_name, event) => {
    const { call, logged } = register(() => 'reached')
    await expect(call(channel, event, good[channel])).resolves.toMatchObject({
      ok: false,
      error: { code: 'FORBIDDEN_SENDER' },
    })
    expect(logged).toHaveLength(1)
  })

  it.each([
    ['an extra key', isObject ? { ...(good[channel] as object), extra: 1 } : { extra: 1 }],
    ['the wrong type', 42],
    ['ten million characters', 'x'.repeat(10_000_000)],
    ['a forged prototype', JSON.parse('{"__proto__": {"queue": "demo", "claimId": "a"}}')],
    ['nothing at all', undefined],
    ['a BigInt', { queue: 1n }],
    ['a list that contains itself', endless],
    ['200,000 wrong items', { ...(isObject && (good[channel] as object)), files: Array(199_000).fill(1) }],
  ])('rejects %s', async (_name, input) => {
    const answer = await register(() => 'reached').call(channel, trusted, input)
    expect(answer).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST' } })
  })
})

/** The CPU time of this thread, in milliseconds. Other programs do not affect it. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

/** The audit sends many more. */
const payloads = Number(process.env['AUDIT_PAYLOADS'] ?? 100)

/** Says what is wrong with the reply to a hostile input; `null` if nothing is. */
function replyProblem(reply: Reply<unknown>, took: number): string | null {
  if (took > 50) return `It took ${took} ms.`
  // A fault may leave the input valid. Its handler returns null here, which few outputs allow.
  if (reply.ok) return null
  const text = JSON.stringify(reply)
  if (!['BAD_REQUEST', 'INTERNAL'].includes(reply.error.code)) return text
  return text.length > 600 || canaries.some((canary) => text.includes(canary)) ? text : null
}

describe.each(channels)('hostile input of %s', (channel) => {
  it(`is refused within 50 ms and not repeated, ${payloads} times`, async () => {
    const { call } = register(() => null)
    const inputs = new HostileInputs(channels.indexOf(channel) + 1)
    const problems: string[] = []
    let refusals = 0
    for (let count = 0; count < payloads; count += 1) {
      const input = inputs.next(good[channel])
      let problem: string | null = ''
      // A garbage collection may fall into one attempt, but not into each of three.
      for (let attempt = 0; attempt < 3 && problem !== null; attempt += 1) {
        const start = threadMs()
        const reply = await call(channel, trusted, input)
        problem = replyProblem(reply, threadMs() - start)
        if (!reply.ok && reply.error.code === 'BAD_REQUEST') refusals += 1
      }
      if (problem !== null) problems.push(problem)
    }
    expect(problems).toEqual([])
    expect(refusals).toBeGreaterThan(payloads / 2)
  })
})

describe('registerHandlers', () => {
  it('registers the contract, plus the one channel that only the preload can use', () => {
    expect(register().names.toSorted()).toEqual([...Object.keys(contract), 'files:grant'].toSorted())
  })

  it('sends the code, message and hint of an error, and keeps the rest private', async () => {
    const cause = Object.assign(new Error('AKIAIOSFODNN7EXAMPLE'), { secret: 'x' })
    const { call, logged } = register(() => {
      throw new EngineError('LEASE_LOST', 'It is gone.', { hint: 'Claim again.', retryable: false, cause })
    })
    await expect(call('claims:acknowledge', trusted, { claimId: 'a' })).resolves.toEqual({
      ok: false,
      error: {
        code: 'LEASE_LOST',
        message: 'It is gone.',
        hint: 'Claim again.',
        retryable: false,
        remedy: 'claim-next',
      },
    })
    expect(logged).toHaveLength(1)
  })

  it('hides unexpected errors', async () => {
    const { call } = register(() => {
      throw new Error('secretAccessKey=abc')
    })
    const answer = await call('queues:list', trusted, null)
    expect(answer).toMatchObject({ ok: false, error: { code: 'INTERNAL' } })
    expect(JSON.stringify(answer)).not.toContain('abc')
  })

  it('does not log a call that the user cancelled', async () => {
    const { call, logged } = register(() => {
      throw new EngineError('CANCELLED')
    })
    await call('claims:next', trusted, good['claims:next'])
    expect(logged).toEqual([])
  })
})
