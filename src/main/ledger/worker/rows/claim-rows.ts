import type { ClaimOutcome, HeldClaim } from '../../../engine/claims/claim-journal.ts'
import type { ClaimEvent } from '../../../../shared/claims.ts'
import type { Connection, Statement } from '../connection.ts'
import type { ClaimedJob, StoredUnfinishedWork } from '../../ledger-message.ts'
import type { JobRows } from './job-rows.ts'

/** The claims that the app holds. */
export class ClaimRows {
  readonly #jobs: JobRows
  readonly #put: Statement
  readonly #findJob: Statement
  readonly #renew: Statement
  readonly #addEvent: Statement
  readonly #setSavedPath: Statement
  readonly #allowBucket: Statement
  readonly #remove: Statement
  readonly #all: Statement

  constructor(connection: Connection, jobs: JobRows) {
    this.#jobs = jobs
    this.#put = connection.prepare(
      `INSERT OR REPLACE INTO claims (id, job_id, held, deadline, bucket_allowed, saved_path, events)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#findJob = connection.prepare('SELECT job_id FROM claims WHERE id = ?')
    this.#renew = connection.prepare('UPDATE claims SET deadline = ? WHERE id = ?')
    this.#addEvent = connection.prepare(
      "UPDATE claims SET events = json_insert(events, '$[#]', json(?)) WHERE id = ?",
    )
    this.#setSavedPath = connection.prepare('UPDATE claims SET saved_path = ? WHERE id = ?')
    this.#allowBucket = connection.prepare('UPDATE claims SET bucket_allowed = 1 WHERE id = ?')
    this.#remove = connection.prepare('DELETE FROM claims WHERE id = ?')
    this.#all = connection.prepare(
      `SELECT held, deadline, bucket_allowed, saved_path, events FROM claims
       ORDER BY held ->> '$.receivedAt', id`,
    )
  }

  hold(claim: HeldClaim, claimedJob: ClaimedJob): void {
    const { deadline, bucketAllowed, savedPath, events, ...held } = claim
    const job = this.#recordClaim(claim, claimedJob)
    this.#put.run(
      claim.id,
      job,
      JSON.stringify(held),
      deadline,
      bucketAllowed ? 1 : 0,
      savedPath,
      JSON.stringify(events),
    )
  }

  renew(deadlines: ReadonlyMap<string, number>): void {
    for (const [id, deadline] of deadlines) this.#renew.run(deadline, id)
  }

  addEvent(id: string, event: ClaimEvent, savedPath: string | null): void {
    this.#addEvent.run(JSON.stringify(event), id)
    if (savedPath !== null) this.#setSavedPath.run(savedPath, id)
    const job = this.#findJob.first(id)?.[0]
    if (job === undefined || (event.what !== 'saved' && event.what !== 'lost')) return
    this.#jobs.recordStep(Number(job), event.what, event.at)
  }

  allowBucket(id: string): void {
    this.#allowBucket.run(id)
  }

  finish(id: string, outcome: ClaimOutcome, at: number): void {
    const job = this.#findJob.first(id)?.[0]
    if (job === undefined) return
    this.#jobs.recordStep(Number(job), outcome, at)
    this.#remove.run(id)
  }

  /** Oldest first. */
  unfinished(): StoredUnfinishedWork['claims'] {
    return this.#all.all().map(([held, deadline, bucketAllowed, savedPath, events]) => ({
      held: String(held),
      deadline: Number(deadline),
      bucketAllowed: bucketAllowed === 1,
      savedPath: savedPath === null || savedPath === undefined ? null : String(savedPath),
      events: String(events),
    }))
  }

  /** Returns the row id of the claim's job. */
  #recordClaim({ connectionId, queue, jobId, arrivedAt, sentAt }: HeldClaim, claimedJob: ClaimedJob): number {
    const { direction, key, ...info } = claimedJob
    const identity = { connectionId, queue, direction, key, messageId: jobId }
    const job =
      this.#jobs.find(identity) ?? this.#jobs.add(identity, { ...info, size: null }, 'claimed', arrivedAt)
    this.#jobs.recordStep(job, 'claimed', arrivedAt)
    this.#jobs.setMessage(job, jobId)
    if (sentAt !== null) this.#jobs.noteSentAt(job, sentAt)
    return job
  }
}
