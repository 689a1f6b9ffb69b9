import { z } from 'zod'

/** How the app is running: its sandbox, its versions, and why the page was reloaded. */
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
 * A part of main that has stopped working until the app restarts, most serious first. `history`: the thread that
 * writes the history has ended. `app`: an unexpected error. `settings`: the settings file could not be read completely.
 */
export const problem = z.enum(['history', 'app', 'settings'])
export type Problem = z.infer<typeof problem>

/** The parts of main that have stopped working. */
export const problemsSnapshot = z.strictObject({ revision: z.int(), problems: z.array(problem) })
export type ProblemsSnapshot = z.infer<typeof problemsSnapshot>
