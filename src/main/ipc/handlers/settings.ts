import { patternProblem } from '../../../shared/jobs/name-pattern.ts'
import { EngineError } from '../../engine/errors/engine-error.ts'
import { bytesPerSecond } from '../../connections/stores/settings-store.ts'
import type { Handlers } from '../register.ts'
import type { Services } from '../services.ts'

type Channels = Exclude<Extract<keyof Handlers, `settings:${string}`>, 'settings:set-cloud-watch'>

/** Handles the settings. */
export function settingsHandlers(ready: () => Promise<Services>): Pick<Handlers, Channels> {
  return {
    'settings:get': async () => (await ready()).settingsSnapshot(),
    'settings:choose-save-folder': async () => {
      const services = await ready()
      const chosen = await services.dialogs.chooseFolder('Choose the folder for saved files')
      if (chosen?.[0] === undefined) return null
      await services.settings.change({ saveFolder: chosen[0] })
      services.settingsChanged()
      return services.settingsSnapshot()
    },
    'settings:set-theme': async ({ theme }) => {
      const services = await ready()
      await services.settings.change({ theme })
      services.desktop.setTheme(theme)
      services.settingsChanged()
      return null
    },
    'settings:set-poll-budget': async ({ perHour }) => {
      const services = await ready()
      await services.settings.change({ pollBudgetPerHour: perHour })
      services.poller.setBudget(perHour)
      services.settingsChanged()
      return null
    },
    'settings:set-find-results': async ({ when }) => {
      const services = await ready()
      await services.settings.change({ findResults: when })
      services.results.setWhen(when)
      services.settingsChanged()
      return null
    },
    'settings:set-skips-system-files': async ({ skips }) => {
      const services = await ready()
      await services.settings.change({ skipsSystemFiles: skips })
      services.settingsChanged()
      return null
    },
    'settings:set-transfer-limit': async ({ megabytesPerSecond }) => {
      const services = await ready()
      await services.settings.change({ transferLimit: megabytesPerSecond })
      services.transfers.setSpeedLimit(bytesPerSecond(megabytesPerSecond))
      services.settingsChanged()
      return null
    },
    'settings:set-work': async (given) => {
      const services = await ready()
      const problem = given.namePattern === undefined ? null : patternProblem(given.namePattern)
      if (problem !== null) throw new EngineError('BAD_REQUEST', problem, { retryable: false })
      const { sendDelaySeconds, namePattern, savesInFolders, claimsNext, onClose } = given
      await services.settings.change({
        ...(sendDelaySeconds !== undefined && { sendDelaySeconds }),
        ...(namePattern !== undefined && { namePattern }),
        ...(savesInFolders !== undefined && { savesInFolders }),
        ...(claimsNext !== undefined && { claimsNext }),
        ...(onClose !== undefined && { onClose }),
      })
      services.settingsChanged()
      return null
    },
    'settings:set-desktop': async ({ launchesAtLogin, showsBadge, showsTray, closesToTray }) => {
      const services = await ready()
      if (launchesAtLogin !== undefined) await services.launchAtLogin.set(launchesAtLogin)
      await services.settings.change({
        ...(showsBadge !== undefined && { showsBadge }),
        ...(showsTray !== undefined && { showsTray }),
        ...(closesToTray !== undefined && { closesToTray }),
      })
      // Not delayed, because the user may close the window right after this, which needs the tray icon.
      services.presence.update()
      services.settingsChanged()
      return null
    },
    'settings:set-checks-for-updates': async ({ checks }) => {
      const services = await ready()
      await services.settings.change({ checksForUpdates: checks })
      services.settingsChanged()
      return null
    },
    'settings:set-first-run': async ({ firstRun }) => {
      const services = await ready()
      await services.settings.change({ firstRun })
      services.settingsChanged()
      return null
    },
    'settings:set-on-quit': async ({ onQuit }) => {
      const services = await ready()
      await services.settings.change({ onQuit })
      services.settingsChanged()
      return null
    },
  }
}
