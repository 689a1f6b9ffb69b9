import { z } from 'zod'

/** How the app was started, and why the page was loaded. */
export const appInfo = z.strictObject({
  /** Whether Chromium's sandbox is on. */
  sandboxed: z.boolean(),
  /** Set if the page was reloaded after a crash or a hang. Only the first call after the reload gets it. */
  reloaded: z.enum(['crashed', 'unresponsive']).nullable(),
})

export type AppInfo = z.infer<typeof appInfo>
