import type { InFlight } from '../in-flight.ts'
import { protectConnections } from '../protection/protect-connections.ts'
import type { Handlers } from '../register.ts'
import type { Services } from '../services.ts'
import { type AppParts, appHandlers } from './app.ts'
import { claimHandlers } from './jobs/claims.ts'
import { connectionHandlers } from './connections.ts'
import { creationHandlers } from './queues/creation.ts'
import { deadLetterHandlers } from './queues/dead-letters.ts'
import { doctorHandlers } from './doctor.ts'
import { historyHandlers } from './jobs/history.ts'
import { jobCopyHandlers } from './jobs/job-copies.ts'
import { jobHandlers } from './jobs/jobs.ts'
import { localHandlers } from './local.ts'
import { metricsHandlers } from './queues/metrics.ts'
import { objectHandlers } from './objects.ts'
import { queueSettingsHandlers } from './queues/queue-settings.ts'
import { previewHandlers } from './previews.ts'
import { policyHandlers } from './policies.ts'
import { queueHandlers } from './queues/queues.ts'
import { settingsHandlers } from './settings.ts'
import { submitHandlers, type Incoming } from './jobs/submit.ts'
import { transferHandlers } from './transfers.ts'
import { updateHandlers } from './updates.ts'

/** Returns the handlers for all channels. Calls wait until the services are ready. */
export function allHandlers(
  ready: () => Promise<Services>,
  incoming: Incoming,
  inFlight: InFlight,
  app: AppParts,
): Handlers {
  const { grants } = incoming
  const handlers: Handlers = {
    ...appHandlers(app, grants, ready),
    ...claimHandlers(ready, grants, inFlight),
    ...connectionHandlers(ready),
    ...creationHandlers(ready, inFlight),
    ...deadLetterHandlers(ready),
    ...doctorHandlers(ready),
    ...historyHandlers(ready),
    ...jobHandlers(ready),
    ...jobCopyHandlers(ready, inFlight),
    ...localHandlers(ready),
    ...metricsHandlers(ready),
    ...objectHandlers(ready, grants, inFlight),
    ...previewHandlers(ready, inFlight),
    ...policyHandlers(ready),
    ...queueHandlers(ready),
    ...queueSettingsHandlers(ready),
    ...settingsHandlers(ready),
    ...submitHandlers(ready, incoming),
    ...transferHandlers(ready),
    ...updateHandlers(ready),
  }
  return protectConnections(handlers, ready)
}
