import type { Bridge, PageFile } from '../../shared/ipc/bridge.ts'
import type { Channel, EventName } from '../../shared/ipc/channels.ts'
import type { EventPayload, Input, Output, Reply } from '../../shared/ipc/contract.ts'
import type { GrantResult } from '../../shared/files/granted-files.ts'
import type { WireError } from '../../shared/errors.ts'
import { plainCreation } from '../../shared/queues/creation-options.ts'
import { queueFigures, queueHistory } from './metrics-samples.ts'
import {
  connectionsSnapshot,
  historyStatus,
  localService,
  queuesSnapshot,
  queueState,
  requestsSnapshot,
  sampleVersions,
  settings,
  transfersSnapshot,
  updatesSnapshot,
} from './samples.ts'

/** Handlers by channel. A handler throws a {@link FailedReply} to fail the call. */
export type Handlers = {
  [C in Channel]?: (input: Input<C>) => Output<C> | Promise<Output<C>>
}

/** Thrown by a handler to send an error to the page. */
export class FailedReply extends Error {
  readonly wire: WireError

  constructor(wire: Partial<WireError> & Pick<WireError, 'code' | 'message'>) {
    super(wire.message)
    this.wire = { hint: '', retryable: false, ...wire }
  }
}

interface Call {
  readonly channel: Channel
  readonly input: unknown
}

/** Replaces main in tests: handles calls, records them, and pushes events on request. */
export class FakeBridge implements Bridge {
  readonly platform = 'linux'
  readonly calls: Call[] = []
  readonly handlers: Handlers
  grant: (files: readonly PageFile[]) => GrantResult = grantAll
  readonly #listeners = new Map<EventName, Set<(payload: never) => void>>()

  constructor(handlers: Handlers = {}) {
    this.handlers = { ...defaultHandlers(), ...handlers }
    // The page calls these without `this`, as it does with the real bridge.
    this.invoke = this.invoke.bind(this)
    this.on = this.on.bind(this)
    this.grantFiles = this.grantFiles.bind(this)
  }

  async invoke<C extends Channel>(channel: C, input: Input<C>): Promise<Reply<Output<C>>> {
    this.calls.push({ channel, input })
    try {
      const handler = this.handlers[channel] as
        | ((input: Input<C>) => Output<C> | Promise<Output<C>>)
        | undefined
      return { ok: true, value: handler === undefined ? (null as Output<C>) : await handler(input) }
    } catch (error) {
      if (error instanceof FailedReply) return { ok: false, error: error.wire }
      throw error
    }
  }

  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, listeners)
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  }

  async grantFiles(files: readonly PageFile[]): Promise<Reply<GrantResult>> {
    return { ok: true, value: this.grant(files) }
  }

  push<E extends EventName>(event: E, payload: EventPayload<E>): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(payload as never)
  }

  /** Returns the inputs of all calls to a channel. */
  callsOf<C extends Channel>(channel: C): readonly Input<C>[] {
    return this.calls.filter((call) => call.channel === channel).map((call) => call.input as Input<C>)
  }
}

function grantAll(files: readonly PageFile[]): GrantResult {
  return {
    files: files.map((file) => ({
      token: crypto.randomUUID(),
      name: file.name,
      kind: 'file',
      size: file.size,
      files: 1,
    })),
    refused: [],
    moreRefused: 0,
    leftOut: { systemFiles: 0, links: 0 },
  }
}

function defaultHandlers(): Handlers {
  return {
    'app:info': () => ({ sandboxed: true, reloaded: null, versions: sampleVersions }),
    'updates:get': () => updatesSnapshot(),
    'app:problems': () => ({ revision: 1, problems: [] }),
    'connections:list': () => connectionsSnapshot(),
    'connections:profiles': () => [],
    'doctor:get': () => ({ revision: 0, checkId: null, isDone: true, steps: [] }),
    'doctor:start': () => ({ checkId: 'check' }),
    'discovery:find': () => ({ found: [], isTruncated: false, knowsBuckets: true }),
    'creation:prepare': () => ({ options: plainCreation, deadLettersExist: false }),
    'creation:plan': () => [],
    'creation:create': () => ({ created: [], failed: null, notCreated: [] }),
    'policies:make': () => ({ text: '{}\n', known: ['thumbnails'], account: null, isTooLong: false }),
    'local:get': () => localService(),
    'queues:list': () => queuesSnapshot([queueState('thumbnails')]),
    'queues:describe': () => [],
    'objects:names': ({ keys }) => ({ names: keys.map((key) => ({ key, name: null, jobId: null })) }),
    'objects:submit-selected': ({ keys }) => ({ done: keys.length, failed: [], moreFailed: 0 }),
    'objects:remove-selected': ({ keys }) => ({ done: keys.length, failed: [], moreFailed: 0 }),
    'objects:describe': ({ key }) => ({
      key,
      size: 1,
      contentType: null,
      modifiedAt: null,
      fields: {},
      moreFields: 0,
      cutFields: 0,
    }),
    'claims:list': () => ({ revision: 1, claims: [] }),
    'transfers:list': () => transfersSnapshot([]),
    'objects:list': () => ({ bucket: 'remotejobs-in-thumbnails', objects: [], next: null }),
    'previews:open': () => ({
      id: 'p'.repeat(43),
      size: 5,
      content: {
        kind: 'text',
        syntax: 'plain',
        text: 'hello',
        encoding: 'UTF-8',
        shown: 5,
        isTruncated: false,
        isUnpacked: false,
      },
    }),
    'previews:draw-page': ({ page }) => ({ page, width: 600, height: 800 }),
    'history:status': () => historyStatus(),
    'metrics:list': () => ({ revision: 1, queues: [queueFigures('thumbnails')], cloudWatch: {} }),
    'metrics:sparklines': () => ({ to: Date.now(), series: [] }),
    'queues:history': () => queueHistory([]),
    'alarms:list': () => ({ revision: 1, rules: [], raised: [] }),
    'settings:get': () => settings(),
    'view-state:get': () => ({}),
    'app:sample-file': () => ({
      files: [],
      refused: [],
      moreRefused: 0,
      leftOut: { systemFiles: 0, links: 0 },
    }),
    'requests:list': () => requestsSnapshot(),
    'jobs:watch': ({ offset }) => ({ revision: 1, offset, total: 0, entries: [] }),
    'jobs:counts': () => ({ revision: 1, queues: [] }),
    'dead-letters:list': () => ({ revision: 1, queues: [] }),
    'dead-letters:describe': () => [],
    'queue-settings:read': () => [],
    'jobs:submit': ({ files }) => ({
      transferIds: files.map(() => crypto.randomUUID()),
      group: null,
      sendsAt: null,
    }),
    'jobs:undo-submit': () => ({ takenBack: 1, sent: 0 }),
    'claims:start': () => ({ claimId: null }),
    'claims:send-again': ({ claimIds }) => ({ sent: claimIds.length, failed: [] }),
  }
}
