import type { CheckRequest } from '../../../shared/connections/doctor.ts'
import { type ConnectionRecords, draftRecord, isSameServer } from '../connection-records.ts'
import type { Sessions } from '../sessions.ts'
import type { CheckPlan } from './doctor.ts'

/** Tells how the connections that are checked would be reached. */
export class CheckPlans {
  readonly #records: ConnectionRecords
  readonly #sessions: Sessions

  constructor(records: ConnectionRecords, sessions: Sessions) {
    this.#records = records
    this.#sessions = sessions
  }

  /** How a connection, or a draft of one, would be reached. @throws the errors of `accessOf`. */
  async of({ subject }: CheckRequest): Promise<CheckPlan> {
    if (subject.kind === 'connection') {
      const record = this.#records.get(subject.connectionId)
      return { record, ...(await this.#sessions.plan(record, true)) }
    }
    const { draft, edited } = subject
    const before = edited === null ? null : this.#records.get(edited)
    const record = draftRecord(draft, before)
    const knownServers = before !== null && isSameServer(before, record)
    return { record, ...(await this.#sessions.plan(record, knownServers)) }
  }
}
