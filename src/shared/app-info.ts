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
  /** The app's version, and those of its components. */
  versions: z.strictObject({
    remotejob: z.string(),
    electron: z.string(),
    chromium: z.string(),
    node: z.string(),
    awsSdk: z.string(),
  }),
})

export type AppInfo = z.infer<typeof appInfo>

/**
 * A part of main that has stopped working until the app restarts. `history`: the thread that writes the
 * history has ended. `app`: an unexpected error.
 */
export const trouble = z.enum(['history', 'app'])
export type Trouble = z.infer<typeof trouble>

/** The parts of main that have stopped working. */
export const troublesSnapshot = z.strictObject({ revision: z.int(), troubles: z.array(trouble) })
export type TroublesSnapshot = z.infer<typeof troublesSnapshot>
