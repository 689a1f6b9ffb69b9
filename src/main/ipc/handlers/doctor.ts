import type { Handlers } from '../register.ts'
import type { Services } from '../services.ts'

type Channels = Extract<keyof Handlers, `doctor:${string}`>

/** Handles checks of connections. */
export function doctorHandlers(ready: () => Promise<Services>): Pick<Handlers, Channels> {
  return {
    'doctor:get': async () => (await ready()).doctor.snapshot(),
    'doctor:start': async (request) => ({ checkId: (await ready()).doctor.start(request) }),
    'doctor:stop': async () => {
      ;(await ready()).doctor.stop()
      return null
    },
  }
}
