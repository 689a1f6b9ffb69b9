import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { defaultSafety } from '../../../shared/connections/connection-safety.ts'
import { newConnection } from '../../../shared/connections/connections.ts'
import { type Channel, channels } from '../../../shared/ipc/channels.ts'
import { Connections } from '../../connections/connections.ts'
import { localConnectionId, SettingsStore } from '../../connections/stores/settings-store.ts'
import { expectCode } from '../../engine/testing/expect-code.ts'
import { protectConnections } from './protect-connections.ts'
import type { Handlers } from '../register.ts'
import type { Question, Services } from '../services.ts'

let folder: string
let connections: Connections
let other: string
/** The calls that reached their handler. */
let ran: string[]
let questions: Question[]
let agrees: boolean
/** Called while a question is open. */
let whileAsked: () => void
let protectedHandlers: Record<string, (input: unknown) => Promise<unknown>>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-protect-'))
  const { store } = await SettingsStore.open(join(folder, 'settings.json'))
  connections = new Connections({ settings: store, local: () => null })
  const address = 'http://127.0.0.1:9'
  other = await connections.add(
    newConnection.parse({
      kind: 'endpoint',
      label: 'Other',
      region: 'us-east-1',
      s3Endpoint: address,
      sqsEndpoint: address,
    }),
  )
  ran = []
  questions = []
  agrees = false
  whileAsked = () => undefined
  const handlers = Object.fromEntries(
    channels.map((channel) => [channel, async () => void ran.push(channel)]),
  ) as unknown as Handlers
  const services = {
    connections,
    settings: store,
    claims: {
      connectionOf: (id: string) => (id.startsWith('other') ? other : localConnectionId),
      claim: () => ({ bucket: 'elsewhere\u202E' }),
    },
    transfers: {
      find: (id: string) =>
        id === '' ? null : { connectionId: id.startsWith('other') ? other : localConnectionId },
    },
    dialogs: {
      confirm: async (question: Question) => {
        questions.push(question)
        whileAsked()
        return agrees
      },
    },
  } as unknown as Services
  protectedHandlers = protectConnections(
    handlers,
    async () => services,
  ) as unknown as typeof protectedHandlers
})
afterEach(async () => {
  await connections.close(0)
  await rm(folder, { recursive: true })
})

const call = (channel: Channel, input: object | null = {}): Promise<unknown> =>
  protectedHandlers[channel]?.(input) ?? Promise.reject(new Error(channel))

const safety = (change: Partial<typeof defaultSafety>) =>
  connections.edit(localConnectionId, { kind: 'local', label: 'Local', ...defaultSafety, ...change })

/** Edits Local as the page does. */
const edit = (change: Partial<typeof defaultSafety>): Promise<unknown> =>
  call('connections:edit', {
    connectionId: localConnectionId,
    edited: { kind: 'local', label: 'Local', ...defaultSafety, ...change },
  })

/** Calls that change something on the connection in use, with an input where it matters. */
const changing: readonly (readonly [Channel, object])[] = [
  ['jobs:submit', {}],
  ['queues:add', { create: true }],
  ['claims:next', {}],
  ['claims:acknowledge', { claimId: 'a' }],
  ['claims:release', { claimId: 'a' }],
  ['claims:start', { claimId: 'a' }],
  ['claims:complete', { claimId: 'a' }],
  ['claims:save-and-acknowledge', { claimId: 'a' }],
  ['claims:send-again', { claimIds: ['a', 'b'] }],
  ['claims:bulk', { claimIds: ['a', 'b'], action: 'release' }],
  ['transfers:retry', { transferId: 'a' }],
  ['dead-letters:receive', {}],
  ['dead-letters:put-back', {}],
  ['dead-letters:submit-again', {}],
  ['dead-letters:submit-all', {}],
  ['dead-letters:remove', {}],
  ['dead-letters:remove-all', {}],
  ['queue-settings:change', {}],
  ['queue-settings:add-dead-letters', {}],
  ['queue-settings:purge', {}],
  ['queue-settings:undo-purge', {}],
  ['objects:store', {}],
  ['objects:submit-selected', {}],
  ['objects:remove-selected', {}],
]

describe('a read-only connection', () => {
  beforeEach(() => safety({ isReadOnly: true }))

  test.each(changing)('refuses %s', async (channel, input) => {
    const error = await expectCode(call(channel, input), 'READ_ONLY')
    expect(error.message).toContain('Local')
    expect(ran).toEqual([])
  })

  test.each<[Channel, object]>([
    ['queues:add', { create: false }],
    ['objects:list', {}],
    ['claims:bulk', { claimIds: ['a', 'b'], action: 'save' }],
    ['dead-letters:describe', {}],
    ['queue-settings:read', {}],
    ['jobs:save-results', {}],
    ['connections:edit', { connectionId: 'none', edited: {} }],
  ])('allows %s', async (channel, input) => {
    await call(channel, input)
    expect(ran).toEqual([channel])
  })

  // The clients refuse the transfers that belong to it.
  test.each<Channel>(['transfers:resume-all', 'transfers:cancel-all', 'transfers:retry-all'])(
    'allows %s, which has no input',
    async (channel) => {
      await call(channel, null)
      expect(ran).toEqual([channel])
    },
  )

  test('leaves the claims and transfers of other connections alone', async () => {
    await call('claims:release', { claimId: 'other-1' })
    await call('transfers:retry', { transferId: 'other-1' })
    // The clients refuse the part that belongs to it.
    await call('claims:bulk', { claimIds: ['a', 'other-1'], action: 'release' })
    expect(ran).toEqual(['claims:release', 'transfers:retry', 'claims:bulk'])
  })
})

describe('a production connection', () => {
  beforeEach(() => safety({ isProduction: true }))

  test.each<[Channel, object]>([
    ['queue-settings:purge', {}],
    ['queue-settings:change', {}],
    ['queue-settings:add-dead-letters', {}],
    ['dead-letters:remove', {}],
    ['dead-letters:remove-all', {}],
    ['dead-letters:submit-all', {}],
    ['objects:remove-selected', {}],
    ['claims:bulk', { claimIds: ['a', 'b'], action: 'release' }],
    ['claims:bulk', { claimIds: ['a', 'b'], action: 'acknowledge' }],
    ['claims:bulk', { claimIds: ['a', 'b'], action: 'dead-letter' }],
  ])('asks a second time before %s, and names the connection', async (channel, input) => {
    await expectCode(call(channel, input), 'CANCELLED')
    expect(ran).toEqual([])
    expect(questions.map(({ message }) => message)).toEqual(['Change Local? It is marked as production.'])
    agrees = true
    await call(channel, input)
    expect(ran).toEqual([channel])
  })

  test.each<[Channel, object]>([
    ['jobs:submit', {}],
    ['claims:next', {}],
    ['claims:acknowledge', { claimId: 'a' }],
    ['claims:bulk', { claimIds: ['a'], action: 'release' }],
    ['claims:bulk', { claimIds: ['a', 'b'], action: 'save-and-acknowledge' }],
    ['objects:list', {}],
  ])('does not ask before %s', async (channel, input) => {
    await call(channel, input)
    expect(ran).toEqual([channel])
    expect(questions).toEqual([])
  })

  test('asks only about its own claims', async () => {
    await call('claims:bulk', { claimIds: ['other-1', 'other-2'], action: 'release' })
    expect(questions).toEqual([])
  })

  test('does nothing if another connection is in use by the time the user answers', async () => {
    agrees = true
    whileAsked = () => vi.spyOn(connections, 'activeId', 'get').mockReturnValue(other)
    await expectCode(call('queue-settings:purge'), 'CANCELLED')
    expect(ran).toEqual([])
  })
})

describe('removing a protection', () => {
  test.each([
    [{ isProduction: true }, 'Should Local no longer be production?'],
    [{ isReadOnly: true }, 'Should Local no longer be read-only?'],
    [{ isProduction: true, isReadOnly: true }, 'Should Local no longer be production and read-only?'],
  ])('of %j makes main ask', async (before, message) => {
    await safety(before)
    await expectCode(edit({}), 'CANCELLED')
    expect(ran).toEqual([])
    expect(questions.map((question) => question.message)).toEqual([message])
    agrees = true
    await edit({})
    expect(ran).toEqual(['connections:edit'])
  })

  test('does not ask if nothing is removed', async () => {
    await safety({ isReadOnly: true })
    await edit({ isReadOnly: true, isProduction: true })
    expect(questions).toEqual([])
  })
})

describe('reading a bucket that only a message names', () => {
  test.each([{ isProduction: true }, { isReadOnly: true }])('makes main ask with %j', async (before) => {
    await safety(before)
    await expectCode(call('claims:allow-bucket', { claimId: 'a' }), 'CANCELLED')
    expect(ran).toEqual([])
    expect(questions.map((question) => question.message)).toEqual([
      'Read from the bucket elsewhere⟨U+202E⟩ with the credentials of Local?',
    ])
    agrees = true
    await call('claims:allow-bucket', { claimId: 'a' })
    expect(ran).toEqual(['claims:allow-bucket'])
  })

  test('is left to the page on other connections', async () => {
    await safety({ isProduction: true })
    await call('claims:allow-bucket', { claimId: 'other-1' })
    expect(questions).toEqual([])
    expect(ran).toEqual(['claims:allow-bucket'])
  })
})
