import type { CheckRequest } from '../../../shared/connections/doctor.ts'
import { type ConnectionRecords, draftRecord, isSameServer } from '../connection-records.ts'
import type { Session } from '../connecting/session.ts'
import type { Sessions } from '../connecting/sessions.ts'
import type { CheckPlan } from './doctor.ts'

/** Determines how the connections being checked would be reached. */
export class CheckPlans {
  readonly #records: ConnectionRecords
  readonly #sessions: Sessions
  readonly #ready: (id: string) => Session | null

  constructor(records: ConnectionRecords, sessions: Sessions, ready: (id: string) => Session | null) {
    this.#records = records
    this.#sessions = sessions
    this.#ready = ready
  }

  /** Returns how a connection, or a draft of one, would be reached. @throws the errors of `accessOf`. */
  async of({ subject }: Pick<CheckRequest, 'subject'>): Promise<CheckPlan> {
    if (subject.kind === 'connection') {
      const record = this.#records.get(subject.connectionId)
      const plan = await this.#sessions.plan(record, true)
      // A connection in use has its keys already. Getting them again may involve the user.
      const keys = await this.#ready(record.id)
        ?.keys()
        .catch(() => null)
      return { record, ...plan, access: { ...plan.access, keys: keys ?? plan.access.keys } }
    }
    const { draft, edited } = subject
    const before = edited === null ? null : this.#records.get(edited)
    const record = draftRecord(draft, before)
    const knownServers = before !== null && isSameServer(before, record)
    return { record, ...(await this.#sessions.plan(record, knownServers)) }
  }
}
