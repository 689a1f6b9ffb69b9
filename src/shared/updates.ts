import { z } from 'zod'
import { wireError } from './errors.ts'

/** The kinds of packages that a release can have. */
export const packageKinds = ['deb', 'rpm', 'AppImage', 'tar.gz', 'dmg', 'exe'] as const
export type PackageKind = (typeof packageKinds)[number]

/** A version that is newer than this one. Its publisher has signed all these fields. */
export const availableUpdate = z.strictObject({
  version: z.string(),
  /** As `YYYY-MM-DD`. */
  date: z.string(),
  /** What has changed, as plain text. */
  notes: z.string(),
  /** The package for this system, or `null` if the release has none. `size` is in bytes. */
  file: z.strictObject({ name: z.string(), kind: z.enum(packageKinds), size: z.int() }).nullable(),
})
export type AvailableUpdate = z.infer<typeof availableUpdate>

/** The download of the package: the bytes received so far, or the verified file's name. */
export const updateDownload = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('running'), received: z.int() }),
  z.strictObject({ state: z.literal('done'), fileName: z.string() }),
])

/** Newer versions of the app. */
export const updatesSnapshot = z.strictObject({
  revision: z.int(),
  /** True if this build has an update feed. */
  hasFeed: z.boolean(),
  /** The time of the last check, in milliseconds since the epoch. */
  checkedAt: z.number().nullable(),
  isChecking: z.boolean(),
  /** The newest known version, if it is newer than this one. */
  update: availableUpdate.nullable(),
  download: updateDownload.nullable(),
  /** True if another version was installed over the running one. It takes effect at the next launch. */
  isReplaced: z.boolean(),
  /** Why the last check or download failed. */
  error: wireError.nullable(),
})
export type UpdatesSnapshot = z.infer<typeof updatesSnapshot>
