import { z } from 'zod'

/** Says how the app was started, and why the page was loaded. */
export const appInfo = z.strictObject({
  /** True if Chromium's sandbox is on. */
  sandboxed: z.boolean(),
  /**
   * Set if the page was reloaded after a crash or a hang. Only the first call after the reload
   * returns it.
   */
  reloaded: z.enum(['crashed', 'unresponsive']).nullable(),
})

export type AppInfo = z.infer<typeof appInfo>
