import type { ClaimOutcome, HeldClaim, StoredResult } from '../../../engine/claims/claim-journal.ts'
import type { WireError } from '../../../../shared/errors.ts'
import type { ClaimEvent } from '../../../../shared/jobs/claims.ts'
import type { Connection, Statement } from '../connection.ts'
import type { ClaimedJob, StoredUnfinishedWork } from '../../ledger-message.ts'
import type { JobRows } from './jobs/job-rows.ts'
import type { ResultRows } from './result-rows.ts'

/** The claims that the app holds. */
export class ClaimRows {
  readonly #jobs: JobRows
  readonly #results: ResultRows
  readonly #put: Statement
  readonly #find: Statement
  readonly #isHeld: Statement
  readonly #lastDetail: Statement
  readonly #renew: Statement
  readonly #addEvent: Statement
  readonly #setSavedPath: Statement
  readonly #allowBucket: Statement
  readonly #remove: Statement
  readonly #all: Statement
  readonly #held: Statement

  constructor(connection: Connection, jobs: JobRows, results: ResultRows) {
    this.#jobs = jobs
    this.#results = results
    this.#put = connection.prepare(
      `INSERT OR REPLACE INTO claims (id, job_id, held, deadline, bucket_allowed, saved_path, events, result_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#find = connection.prepare('SELECT job_id, result_id FROM claims WHERE id = ?')
    this.#isHeld = connection.prepare('SELECT 1 FROM claims WHERE job_id = ? LIMIT 1')
    this.#lastDetail = connection.prepare("SELECT events ->> '$[#-1].detail' FROM claims WHERE id = ?")
    this.#renew = connection.prepare('UPDATE claims SET deadline = ? WHERE id = ?')
    this.#addEvent = connection.prepare(
      "UPDATE claims SET events = json_insert(events, '$[#]', json(?)) WHERE id = ?",
    )
    this.#setSavedPath = connection.prepare('UPDATE claims SET saved_path = ? WHERE id = ?')
    this.#allowBucket = connection.prepare('UPDATE claims SET bucket_allowed = 1 WHERE id = ?')
    this.#remove = connection.prepare('DELETE FROM claims WHERE id = ?')
    this.#held = connection.prepare('SELECT id, job_id FROM claims')
    this.#all = connection.prepare(
      `SELECT held, deadline, bucket_allowed, saved_path, events FROM claims
       ORDER BY held ->> '$.receivedAt', id`,
    )
  }

  hold(claim: HeldClaim, claimedJob: ClaimedJob): void {
    const { deadline, bucketAllowed, savedPath, events, ...held } = claim
    const { job, result } = this.#recordClaim(claim, claimedJob)
    this.#put.run(
      claim.id,
      job,
      JSON.stringify(held),
      deadline,
      bucketAllowed ? 1 : 0,
      savedPath,
      JSON.stringify(events),
      result,
    )
  }

  renew(deadlines: ReadonlyMap<string, number>): void {
    for (const [id, deadline] of deadlines) this.#renew.run(deadline, id)
  }

  addEvent(id: string, event: ClaimEvent, savedPath: string | null): void {
    this.#addEvent.run(JSON.stringify(event), id)
    if (savedPath !== null) this.#setSavedPath.run(savedPath, id)
    const claim = this.#claim(id)
    // The other steps are recorded when the claim is finished.
    if (claim === null || event.what !== 'saved') return
    const { at, detail } = event
    if (claim.result !== null) return this.#results.mark(claim.result, 'saved', at, savedPath)
    this.#jobs.change(claim.job, {
      at,
      step: 'saved',
      detail,
      ...(savedPath !== null && { details: { saved_path: savedPath } }),
    })
  }

  allowBucket(id: string): void {
    this.#allowBucket.run(id)
  }

  finish(
    id: string,
    {
      outcome,
      at,
      detail,
      results,
    }: {
      readonly outcome: ClaimOutcome
      readonly at: number
      readonly detail: string | null
      readonly results: readonly StoredResult[]
    },
  ): void {
    const claim = this.#claim(id)
    if (claim === null) return
    const { job, result } = claim
    const why = outcome === 'lost' ? this.#lastDetail.first(id)?.[0] : null
    this.#remove.run(id)
    const held = this.#isHeld.first(job) !== null
    // What happens to a result's message does not change the outcome of its job.
    this.#jobs.change(job, {
      at,
      held,
      ...(result === null && {
        step: outcome,
        error: why == null ? null : lostError(String(why)),
        detail: outcome === 'lost' ? null : detail,
      }),
    })
    // Recorded after the job has finished, so that they do not count as new.
    const made = results.map((one) => ({ ...one, jobId: job, modifiedAt: at }))
    if (made.length > 0) this.#results.addFound(made, [], at)
    if (result !== null && outcome !== 'released' && outcome !== 'lost' && outcome !== 'dead') {
      this.#results.mark(result, 'opened', at, null)
    }
  }

  /** Returns the held claims by job. */
  held(): Map<number, string> {
    return new Map(this.#held.all().map(([id, job]) => [Number(job), String(id)]))
  }

  /** Returns the held claims, oldest first. */
  unfinished(): StoredUnfinishedWork['claims'] {
    return this.#all.all().map(([held, deadline, bucketAllowed, savedPath, events]) => ({
      held: String(held),
      deadline: Number(deadline),
      bucketAllowed: bucketAllowed === 1,
      savedPath: savedPath === null || savedPath === undefined ? null : String(savedPath),
      events: String(events),
    }))
  }

  #claim(id: string): { readonly job: number; readonly result: number | null } | null {
    const row = this.#find.first(id)
    return row === null ? null : { job: Number(row[0]), result: row[1] == null ? null : Number(row[1]) }
  }

  /** Returns the row ids of the claim's job, and of the result that its message refers to. */
  #recordClaim(claim: HeldClaim, claimedJob: ClaimedJob): { job: number; result: number | null } {
    const { id, connectionId, queue, jobId, arrivedAt: at, sentAt, receivedCount, maxReceives } = claim
    const { direction, key, fields, bucket, ...info } = claimedJob
    const details = { claim_id: id, attempt: receivedCount, max_receives: maxReceives ?? null }
    const resultJob = this.#jobs.jobOfResult(connectionId, queue, direction, key)
    if (resultJob !== null && key !== null) {
      const found = { jobId: resultJob, bucket, key, name: info.fileName, size: 0, modifiedAt: null }
      const result = this.#results.id(found, at)
      this.#jobs.change(resultJob, { at, held: true, details: { claim_id: id } })
      return { job: resultJob, result }
    }
    const identity = { connectionId, queue, direction, key, messageId: jobId }
    const job =
      this.#jobs.find(identity) ??
      this.#jobs.add(identity, { ...info, size: null }, { step: 'claimed', at, fields })
    this.#jobs.change(job, { at, step: 'claimed', held: true, messageId: jobId, details })
    if (sentAt !== null) this.#jobs.noteSentAt(job, sentAt)
    return { job, result: null }
  }
}

/** A claim's timeline keeps only the error's message. */
function lostError(message: string): string {
  return JSON.stringify({ code: 'LEASE_LOST', message, hint: '', retryable: false } satisfies WireError)
}
