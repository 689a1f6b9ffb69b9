import { z } from 'zod'
import { firstRun, pollBudget, settings } from '../../connections/connections.ts'
import { procedure, nothing } from '../procedure.ts'

/** The user's settings. */
export const settingsProcedures = {
  'settings:get': procedure(nothing, settings),
  'settings:choose-save-folder': procedure(nothing, settings.nullable()),
  'settings:set-theme': procedure(z.strictObject({ theme: settings.shape.theme }), nothing),
  'settings:set-on-quit': procedure(z.strictObject({ onQuit: settings.shape.onQuit }), nothing),
  'settings:set-first-run': procedure(z.strictObject({ firstRun }), nothing),
  'settings:set-skips-system-files': procedure(z.strictObject({ skips: z.boolean() }), nothing),
  'settings:set-find-results': procedure(z.strictObject({ when: settings.shape.findResults }), nothing),
  'settings:set-poll-budget': procedure(z.strictObject({ perHour: pollBudget }), nothing),
  /** Settings for submitting files, and for claiming, saving and finishing jobs. Omitted ones stay as they are. */
  'settings:set-work': procedure(
    settings
      .pick({
        sendDelaySeconds: true,
        namePattern: true,
        savesInFolders: true,
        claimsNext: true,
        onClose: true,
      })
      .partial(),
    nothing,
  ),
  /** Changes the settings of the app icon and the tray. Omitted ones stay as they are. */
  'settings:set-desktop': procedure(
    z
      .strictObject({
        showsBadge: z.boolean(),
        showsTray: z.boolean(),
        closesToTray: z.boolean(),
        launchesAtLogin: z.boolean(),
      })
      .partial(),
    nothing,
  ),
  'settings:set-checks-for-updates': procedure(z.strictObject({ checks: z.boolean() }), nothing),
  'settings:set-transfer-limit': procedure(
    z.strictObject({ megabytesPerSecond: settings.shape.transferLimit }),
    nothing,
  ),
} as const
