import { noJobs, statesOfFilter, type JobState } from '../../shared/jobs/job-state.ts'
import type {
  GroupRow,
  JobCountsSnapshot,
  JobDetail,
  JobEntry,
  JobRow,
  JobsView,
  JobsWindow,
} from '../../shared/jobs/jobs.ts'
import type { FakeBridge, Handlers } from './fake-bridge.ts'

export function jobRow(overrides: Partial<JobRow> = {}): JobRow {
  const id = overrides.id ?? 1
  const createdAt = overrides.createdAt ?? Date.now() - 60_000
  return {
    kind: 'job',
    id,
    inGroup: false,
    connectionId: 'local',
    queue: 'thumbnails',
    direction: 'in',
    key: `key-${id}`,
    messageId: `message-${id}`,
    name: `cat-${id}.jpg`,
    fileName: `cat-${id}.jpg`,
    size: 2_400_000,
    state: 'queued',
    step: 'sent',
    createdAt,
    changedAt: createdAt,
    attempt: null,
    maxReceives: null,
    results: { found: 0, new: 0, saved: 0 },
    error: null,
    saved: null,
    transfer: null,
    claimId: null,
    sendsAt: null,
    ...overrides,
  }
}

export function groupRow(overrides: Partial<GroupRow> = {}): GroupRow {
  return {
    kind: 'group',
    id: 1,
    name: 'batch',
    connectionId: 'local',
    queue: 'thumbnails',
    createdAt: Date.now() - 60_000,
    size: 62_000_000,
    jobs: 300,
    counts: { ...noCounts(), queued: 180, finished: 120 },
    expanded: false,
    ...overrides,
  }
}

export function noCounts(): Record<JobState, number> {
  return noJobs()
}

export function jobDetail(job: JobRow, overrides: Partial<JobDetail> = {}): JobDetail {
  return {
    job,
    group: null,
    results: [],
    events: [
      { at: job.createdAt, what: 'planned', detail: null },
      { at: job.createdAt + 500, what: 'stored', detail: null },
      { at: job.createdAt + 1_000, what: 'sent', detail: null },
    ],
    fields: {},
    hasFile: true,
    from: null,
    again: [],
    ...overrides,
  }
}

const outcome = () => ({ done: 1, failed: [], moreFailed: 0 })

/** The id that undoes marking results as seen. */
export const seenUndoId = '0b0c9f1e-1f5e-4f0a-8a53-6a3c6f1f2d11'

/** A stand-in for main's jobs that filters and windows them as main does. Jobs keep the given order. */
export class FakeJobs {
  entries: readonly JobEntry[]
  details: Readonly<Record<number, Partial<JobDetail>>> = {}
  #watched: {
    readonly watchId: number
    readonly view: JobsView
    readonly offset: number
    readonly limit: number
  } | null = null
  #revision = 1

  constructor(entries: readonly JobEntry[]) {
    this.entries = entries
  }

  handlers(): Handlers {
    return {
      'jobs:open-results': () => ({ opened: 1, shownInFolder: [] }),
      'jobs:save-results': outcome,
      'jobs:mark-seen': () => ({ ...outcome(), undoId: seenUndoId }),
      'jobs:undo-mark-seen': () => null,
      'jobs:retry': outcome,
      'jobs:take-back': outcome,
      'jobs:submit-again': outcome,
      'jobs:forget': outcome,
      'jobs:watch': (input) => {
        this.#watched = input
        return this.#window(input.view, input.offset, input.limit)
      },
      'jobs:counts': () => this.counts(),
      'jobs:selected': ({ jobs: selection }) => {
        const isSelected = ({ id }: JobRow): boolean =>
          selection.kind === 'some' ? selection.ids.includes(id) : !selection.except.includes(id)
        const chosen = this.#jobs().filter(isSelected)
        const counts = noCounts()
        for (const { state } of chosen) counts[state] += 1
        return {
          jobs: chosen.length,
          counts,
          withResults: chosen.filter(({ results }) => results.found > 0).length,
          claimIds: chosen.flatMap(({ claimId }) => claimId ?? []),
        }
      },
      'jobs:range': ({ from, to }) => {
        const [low, high] = [Math.min(from.index, to.index), Math.max(from.index, to.index)]
        const between = this.entries.slice(low, high + 1)
        return { ids: between.flatMap((entry) => (entry.kind === 'job' ? [entry.id] : [])) }
      },
      'jobs:describe': ({ id }) => {
        const job = this.#jobs().find((one) => one.id === id)
        return job === undefined ? null : jobDetail(job, this.details[id])
      },
    }
  }

  counts(): JobCountsSnapshot {
    const counts = noCounts()
    for (const { state } of this.#jobs()) counts[state] += 1
    return { revision: this.#revision, queues: [{ connectionId: 'local', queue: 'thumbnails', counts }] }
  }

  /** Changes the jobs and pushes the change as main does. */
  change(bridge: FakeBridge, entries: readonly JobEntry[]): void {
    this.entries = entries
    this.#revision += 1
    if (this.#watched !== null) {
      const { watchId, view, offset, limit } = this.#watched
      const part = this.#window(view, offset, limit)
      const order = part.entries.map((entry) =>
        entry.kind === 'more' ? `more ${entry.group}` : `${entry.kind} ${entry.id}`,
      )
      bridge.push('jobs:changed', { ...part, watchId, order })
    }
    bridge.push('job-counts:changed', this.counts())
  }

  #jobs(): JobRow[] {
    return this.entries.filter((entry) => entry.kind === 'job')
  }

  #window({ filter, text, scope, group }: JobsView, offset: number, limit: number): JobsWindow {
    const states = statesOfFilter[filter]
    const words = text.toLowerCase().split(/\s+/).filter(Boolean)
    const isPlain = states === null && words.length === 0 && group === null
    const shown = this.entries.filter((entry) => {
      if (entry.kind !== 'job') return isPlain
      return (
        (scope.queue === null || scope.queue === entry.queue) &&
        (states === null || states.includes(entry.state)) &&
        words.every((word) => entry.name.toLowerCase().includes(word))
      )
    })
    return {
      revision: this.#revision,
      offset,
      total: shown.length,
      entries: shown.slice(offset, offset + limit),
    }
  }
}
