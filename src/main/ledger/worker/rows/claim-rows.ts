import type { ClaimEnd, HeldClaim } from '../../../engine/claims/claim-journal.ts'
import type { ClaimEvent } from '../../../../shared/jobs.ts'
import type { Connection, Statement } from '../connection.ts'
import type { ClaimedJob, LeftBehind } from '../../ledger-message.ts'
import type { JobRows } from './job-rows.ts'

/** The claims that are held. */
export class ClaimRows {
  readonly #jobs: JobRows
  readonly #put: Statement
  readonly #job: Statement
  readonly #renew: Statement
  readonly #note: Statement
  readonly #savedPath: Statement
  readonly #allow: Statement
  readonly #remove: Statement
  readonly #all: Statement

  constructor(connection: Connection, jobs: JobRows) {
    this.#jobs = jobs
    this.#put = connection.prepare(
      `INSERT OR REPLACE INTO claims (id, job_id, held, deadline, bucket_allowed, saved_path, events)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#job = connection.prepare('SELECT job_id FROM claims WHERE id = ?')
    this.#renew = connection.prepare('UPDATE claims SET deadline = ? WHERE id = ?')
    this.#note = connection.prepare(
      "UPDATE claims SET events = json_insert(events, '$[#]', json(?)) WHERE id = ?",
    )
    this.#savedPath = connection.prepare('UPDATE claims SET saved_path = ? WHERE id = ?')
    this.#allow = connection.prepare('UPDATE claims SET bucket_allowed = 1 WHERE id = ?')
    this.#remove = connection.prepare('DELETE FROM claims WHERE id = ?')
    this.#all = connection.prepare(
      `SELECT held, deadline, bucket_allowed, saved_path, events FROM claims
       ORDER BY held ->> '$.receivedAt', id`,
    )
  }

  hold(claim: HeldClaim, known: ClaimedJob): void {
    const { deadline, bucketAllowed, savedPath, events, ...held } = claim
    const job = this.#jobOf(claim, known)
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

  note(id: string, event: ClaimEvent, savedPath: string | null): void {
    this.#note.run(JSON.stringify(event), id)
    if (savedPath !== null) this.#savedPath.run(savedPath, id)
    const job = this.#job.first(id)?.[0]
    if (job === undefined || (event.what !== 'saved' && event.what !== 'lost')) return
    this.#jobs.step(Number(job), event.what, event.at)
  }

  allow(id: string): void {
    this.#allow.run(id)
  }

  end(id: string, outcome: ClaimEnd, at: number): void {
    const job = this.#job.first(id)?.[0]
    if (job === undefined) return
    this.#jobs.step(Number(job), outcome, at)
    this.#remove.run(id)
  }

  /** Oldest first. */
  left(): LeftBehind['claims'] {
    return this.#all.all().map(([held, deadline, bucketAllowed, savedPath, events]) => ({
      held: String(held),
      deadline: Number(deadline),
      bucketAllowed: bucketAllowed === 1,
      savedPath: savedPath === null || savedPath === undefined ? null : String(savedPath),
      events: String(events),
    }))
  }

  #jobOf({ connectionId, queue, jobId, receivedAt, sentAt }: HeldClaim, known: ClaimedJob): number {
    const { direction, key, ...shown } = known
    const identity = { connectionId, queue, direction, key, messageId: jobId }
    const facts = { ...shown, size: null }
    const job = this.#jobs.find(identity) ?? this.#jobs.add(identity, facts, 'claimed', receivedAt)
    this.#jobs.step(job, 'claimed', receivedAt)
    this.#jobs.tell(job, jobId)
    if (sentAt !== null) this.#jobs.sentAt(job, sentAt)
    return job
  }
}
