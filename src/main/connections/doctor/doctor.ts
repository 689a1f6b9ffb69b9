import { randomUUID } from 'node:crypto'
import type { CheckRequest, DoctorSnapshot } from '../../../shared/connections/doctor.ts'
import type { RequestCounts } from '../../../shared/metrics/request-counts.ts'
import { Emitter } from '../../engine/async/emitter.ts'
import { RequestCounter } from '../../engine/aws/middleware/request-counter.ts'
import { toEngineError } from '../../engine/errors/to-engine-error.ts'
import type { Access } from '../access.ts'
import type { AskMfaCode } from '../profiles/profile-keys.ts'
import { openClients } from '../connecting/open-clients.ts'
import type { StoredConnection } from '../stores/settings-store.ts'
import { failure } from './findings.ts'
import { Report } from './report.ts'
import { runCheck } from './run-check.ts'

/** How a connection, or a draft of one, would be reached. */
export interface CheckPlan {
  readonly record: StoredConnection
  readonly access: Access
  /** True if there are keys to sign requests with. */
  readonly hasKeys: boolean
  readonly askMfaCode: AskMfaCode
}

/** Checks one connection at a time: a new check ends the previous one. */
export class Doctor {
  readonly #plan: (request: CheckRequest) => Promise<CheckPlan>
  readonly #changed = new Emitter()
  /** Each connection's request counts since the last call to {@link takeCounts}. */
  readonly #counters = new Map<string, RequestCounter>()
  #running: AbortController | null = null
  #snapshot: DoctorSnapshot = { revision: 0, checkId: null, isDone: true, steps: [] }

  /** `plan` rejects with the reason why a connection cannot be reached. */
  constructor(plan: (request: CheckRequest) => Promise<CheckPlan>) {
    this.#plan = plan
  }

  onChange(listener: () => void): () => void {
    return this.#changed.on(listener)
  }

  snapshot(): DoctorSnapshot {
    return this.#snapshot
  }

  /** Starts a check, ends the previous one, and returns its id. */
  start(request: CheckRequest): string {
    this.stop()
    const checkId = randomUUID()
    const running = new AbortController()
    this.#running = running
    const isCurrent = (): boolean => this.#running === running
    const report = new Report(() => {
      if (isCurrent()) this.#show({ checkId, isDone: false, steps: report.steps })
    })
    this.#show({ checkId, isDone: false, steps: report.steps })
    void this.#run(request, report, running.signal).then(() => {
      if (isCurrent()) this.#show({ checkId, isDone: true, steps: report.steps })
    })
    return checkId
  }

  /** Ends the running check. */
  stop(): void {
    this.#running?.abort()
    this.#running = null
  }

  /**
   * Returns each connection's request counts since the last call. Requests for drafts are counted without a connection.
   */
  takeCounts(): (readonly [connectionId: string, counts: RequestCounts])[] {
    return Array.from(this.#counters, ([id, counter]) => [id, counter.take()])
  }

  async #run(request: CheckRequest, report: Report, signal: AbortSignal): Promise<void> {
    try {
      const plan = await this.#plan(request).catch((error: unknown) => {
        report.set('keys', [failure(toEngineError(error))])
        return null
      })
      if (plan === null) return report.skipRest('This needs a working connection.')
      await this.#check(plan, request, report, signal)
    } catch (error) {
      if (!signal.aborted) report.skipRest(`The check failed: ${toEngineError(error).message}`)
    }
  }

  async #check(plan: CheckPlan, request: CheckRequest, report: Report, signal: AbortSignal): Promise<void> {
    const { record, access, hasKeys, askMfaCode } = plan
    const { id, kind, queues } = record
    const counter = this.#counters.get(id) ?? new RequestCounter()
    this.#counters.set(id, counter)
    const open = openClients(access, counter, askMfaCode)
    try {
      const context = { kind, access, open, counter, signal, queues, role: request.role }
      await runCheck(context, report, { hasKeys, mayAsk: request.mayAsk })
    } finally {
      open.close()
    }
  }

  #show(shown: Omit<DoctorSnapshot, 'revision'>): void {
    this.#snapshot = { revision: this.#snapshot.revision + 1, ...shown }
    this.#changed.emit()
  }
}
