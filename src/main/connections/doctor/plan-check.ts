import type { CheckRequest } from '../../../shared/connections/doctor.ts'
import { draftRecord, isSameServer } from '../connection-records.ts'
import type { Session } from '../session.ts'
import type { Sessions } from '../sessions.ts'
import type { StoredConnection } from '../stores/settings-store.ts'
import type { CheckPlan } from './doctor.ts'

/** The connections that can be checked. */
interface Known {
  readonly sessions: Pick<Sessions, 'plan'>
  /** @throws EngineError `BAD_REQUEST` if there is no such connection. */
  record(id: string): StoredConnection
  /** The session of a connection in use. */
  ready(id: string): Session | null
}

/** How a connection, or a draft of one, would be reached, to check it. @throws the errors of `accessOf`. */
export async function planCheck(
  { subject }: Pick<CheckRequest, 'subject'>,
  { sessions, record: recordOf, ready }: Known,
): Promise<CheckPlan> {
  if (subject.kind === 'connection') {
    const record = recordOf(subject.connectionId)
    const plan = await sessions.plan(record, true)
    // A connection in use has its keys already. Getting them again may need the user.
    const keys = await ready(record.id)
      ?.keys()
      .catch(() => null)
    return { record, ...plan, access: { ...plan.access, keys: keys ?? plan.access.keys } }
  }
  const { draft, edited } = subject
  const before = edited === null ? null : recordOf(edited)
  const record = draftRecord(draft, before)
  return { record, ...(await sessions.plan(record, before !== null && isSameServer(before, record))) }
}
