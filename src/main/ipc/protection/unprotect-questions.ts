import type { EditedConnection } from '../../../shared/connections/connections.ts'
import type { Input } from '../../../shared/ipc/contract.ts'
import type { Unprotecting } from '../../../shared/ipc/effects.ts'
import { visibleText } from '../../../shared/texts/hidden-text.ts'
import { readProfileFiles } from '../../connections/profiles/profile-files.ts'
import type { StoredConnection } from '../../connections/stores/settings-store.ts'
import type { Question, Services } from '../services.ts'
import { isSameReach, overlap, reachOf } from './connection-reach.ts'

/** The services that protect connections. */
export type Protector = Pick<Services, 'connections' | 'claims' | 'transfers' | 'dialogs' | 'settings'>

type Questions = {
  readonly [C in Unprotecting]: (
    input: Input<C>,
    services: Protector,
  ) => readonly Question[] | Promise<readonly Question[]>
}

/** The questions to ask before a protection is removed or bypassed. */
export const unprotectQuestions: Questions = {
  'connections:add': (added, services) => questionsAboutServer(added, null, services),
  'connections:edit': async ({ connectionId, edited }, services) => {
    const record = services.connections.recordOf(connectionId)
    if (record === null) return []
    const lost = missingProtections(edited, record)
    const about = await questionsAboutServer(edited, record, services)
    return lost === ''
      ? about
      : [protectionQuestion(`Should ${record.label} no longer be ${lost}?`), ...about]
  },
  'connections:remove': ({ connectionId }, { connections }) => {
    const record = connections.recordOf(connectionId)
    if (record === null || !isProtected(record)) return []
    return [
      {
        message: `Remove ${record.label}, which is ${missingProtections(unprotected, record)}?`,
        detail:
          'Its protection is removed too. A new connection to the same server or account would have none.',
        accept: 'Remove the connection',
      },
    ]
  },
  'claims:allow-bucket': ({ claimId }, { connections, claims }) => {
    const record = connections.recordOf(claims.connectionOf(claimId) ?? '')
    if (record === null || !isProtected(record)) return []
    const { bucket } = claims.claim(claimId)
    return [
      {
        message: `Read from the bucket ${visibleText(bucket ?? '')} with the credentials of ${record.label}?`,
        detail: "This job's message names the bucket, which does not belong to the job queue.",
        accept: 'Read from this bucket',
      },
    ]
  },
}

type Protection = { readonly isProduction: boolean; readonly isReadOnly: boolean }

const unprotected: Protection = { isProduction: false, isReadOnly: false }

function isProtected({ isProduction, isReadOnly }: Protection): boolean {
  return isProduction || isReadOnly
}

/** Names the protections of one connection that another one lacks. */
function missingProtections(other: Protection, one: Protection): string {
  return [
    ...(one.isProduction && !other.isProduction ? ['production'] : []),
    ...(one.isReadOnly && !other.isReadOnly ? ['read-only'] : []),
  ].join(' and ')
}

function protectionQuestion(message: string): Question {
  return {
    message,
    detail: 'Remotejob can then change and delete things there.',
    accept: 'Remove the protection',
  }
}

/**
 * Asks before an unprotected connection reaches a protected server or account. Otherwise the page could bypass a
 * protection with a second connection, or by moving the protected one elsewhere.
 */
async function questionsAboutServer(
  wanted: EditedConnection,
  before: StoredConnection | null,
  { settings }: Protector,
): Promise<readonly Question[]> {
  const { connections, localPort } = settings.value
  const surroundings = { files: await readProfileFiles(), localPort }
  const reach = reachOf(wanted, surroundings)
  if (before !== null && isSameReach(reach, reachOf(before, surroundings))) return []
  const moved =
    before !== null && isProtected(before)
      ? [protectionQuestion(`Move ${before.label} and its protection to another server or account?`)]
      : []
  const copied = connections.find(
    (other) =>
      other.id !== before?.id &&
      missingProtections(wanted, other) !== '' &&
      overlap(reach, reachOf(other, surroundings)),
  )
  if (copied === undefined) return moved
  const copy = {
    message: `Use ${visibleText(wanted.label)} without the protection of ${copied.label}?`,
    detail:
      `Both may reach the same buckets and queues. ${copied.label} is ${missingProtections(wanted, copied)}, and the other ` +
      'connection is not. Remotejob could change and delete things there.',
    accept: 'Use without protection',
  }
  return [...moved, copy]
}
