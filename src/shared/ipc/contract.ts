import { z } from 'zod'
import { problemsSnapshot } from '../app-info.ts'
import { claimsChange } from '../jobs/claims.ts'
import { command } from '../commands.ts'
import { connectionsSnapshot, localService, settings } from '../connections/connections.ts'
import { doctorSnapshot } from '../connections/doctor.ts'
import { deadLettersSnapshot } from '../queues/dead-letters.ts'
import type { wireError } from '../errors.ts'
import { historyStatus } from '../jobs/history.ts'
import { jobCountsSnapshot, jobsChange } from '../jobs/jobs.ts'
import { alarmsSnapshot } from '../metrics/alarms.ts'
import { metricsChange } from '../metrics/metrics.ts'
import { missedNotice, noticeTarget } from '../notice-target.ts'
import { queuesSnapshot } from '../queues/queues.ts'
import { requestsSnapshot } from '../metrics/requests.ts'
import { transfersSnapshot } from '../files/transfers.ts'
import { updatesSnapshot } from '../updates.ts'
import type { Channel, EventName } from './channels.ts'
import type { Procedure } from './procedure.ts'
import { appProcedures } from './procedures/app.ts'
import { claimsProcedures } from './procedures/jobs/claims.ts'
import { connectionsProcedures } from './procedures/connections.ts'
import { creationProcedures } from './procedures/queues/creation.ts'
import { deadLettersProcedures } from './procedures/queues/dead-letters.ts'
import { doctorProcedures } from './procedures/doctor.ts'
import { filesProcedures } from './procedures/files.ts'
import { historyProcedures } from './procedures/jobs/history.ts'
import { jobsProcedures } from './procedures/jobs/jobs.ts'
import { localProcedures } from './procedures/local.ts'
import { metricsProcedures } from './procedures/queues/metrics.ts'
import { objectsProcedures } from './procedures/objects.ts'
import { queueSettingsProcedures } from './procedures/queues/queue-settings.ts'
import { previewsProcedures } from './procedures/previews.ts'
import { policiesProcedures } from './procedures/policies.ts'
import { queuesProcedures } from './procedures/queues/queues.ts'
import { settingsProcedures } from './procedures/settings.ts'
import { submitProcedures } from './procedures/jobs/submit.ts'
import { transfersProcedures } from './procedures/transfers.ts'
import { updatesProcedures } from './procedures/updates.ts'
import { viewStateProcedures } from './procedures/view-state.ts'

/** All calls. `satisfies` fails the build if a channel has no procedure, or if a procedure has no channel. */
export const contract = {
  ...appProcedures,
  ...claimsProcedures,
  ...connectionsProcedures,
  ...creationProcedures,
  ...deadLettersProcedures,
  ...doctorProcedures,
  ...filesProcedures,
  ...historyProcedures,
  ...jobsProcedures,
  ...localProcedures,
  ...metricsProcedures,
  ...objectsProcedures,
  ...queueSettingsProcedures,
  ...previewsProcedures,
  ...policiesProcedures,
  ...queuesProcedures,
  ...settingsProcedures,
  ...submitProcedures,
  ...transfersProcedures,
  ...updatesProcedures,
  ...viewStateProcedures,
} as const satisfies Record<Channel, Procedure>
export type Contract = typeof contract

/** A call's input. */
export type Input<C extends Channel> = z.infer<Contract[C]['input']>
/** The result of a call. */
export type Output<C extends Channel> = z.infer<Contract[C]['output']>

/**
 * The payload of each event: a snapshot with a revision, or only the changes for claims, jobs and metrics.
 */
export const eventPayloads = {
  'connections:changed': connectionsSnapshot,
  'doctor:changed': doctorSnapshot,
  'local:changed': localService,
  'queues:changed': queuesSnapshot,
  'claims:changed': claimsChange,
  'jobs:changed': jobsChange,
  'job-counts:changed': jobCountsSnapshot,
  'transfers:changed': transfersSnapshot,
  'history:changed': historyStatus,
  'settings:changed': settings,
  'requests:changed': requestsSnapshot,
  'metrics:changed': metricsChange,
  'alarms:changed': alarmsSnapshot,
  'dead-letters:changed': deadLettersSnapshot,
  'command:run': command,
  'files:opened': z.null(),
  'view:open': noticeTarget,
  'problems:changed': problemsSnapshot,
  'updates:changed': updatesSnapshot,
  'notice:missed': missedNotice,
  /** The app is quitting, and waits briefly for the last `view-state:set`. */
  'view-state:save': z.null(),
} as const satisfies Record<EventName, z.ZodType>
export type EventPayload<E extends EventName> = z.infer<(typeof eventPayloads)[E]>

/** The result of every call. Calls never reject, because IPC keeps only an error's message. */
export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: z.infer<typeof wireError> }
