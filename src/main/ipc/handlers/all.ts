import type { AppInfo } from '../../../shared/app-info.ts'
import type { InFlight } from '../in-flight.ts'
import type { Handlers } from '../register.ts'
import type { Services } from '../services.ts'
import { claimHandlers } from './claims.ts'
import { connectionHandlers } from './connections.ts'
import { historyHandlers } from './history.ts'
import { jobHandlers } from './jobs.ts'
import { localHandlers } from './local.ts'
import { metricsHandlers } from './metrics.ts'
import { objectHandlers } from './objects.ts'
import { queueHandlers } from './queues.ts'
import { settingsHandlers } from './settings.ts'
import { submitHandlers, type Incoming } from './submit.ts'
import { transferHandlers } from './transfers.ts'

/** The handlers of all channels. Calls wait until the services are ready. */
export function allHandlers(
  ready: () => Promise<Services>,
  incoming: Incoming,
  inFlight: InFlight,
  appInfo: () => AppInfo,
): Handlers {
  const { grants } = incoming
  return {
    'app:info': () => Promise.resolve(appInfo()),
    ...claimHandlers(ready, grants, inFlight),
    ...connectionHandlers(ready),
    ...historyHandlers(ready, inFlight),
    ...jobHandlers(ready),
    ...localHandlers(ready),
    ...metricsHandlers(ready),
    ...objectHandlers(ready, grants),
    ...queueHandlers(ready),
    ...settingsHandlers(ready),
    ...submitHandlers(ready, incoming),
    ...transferHandlers(ready),
  }
}
