import type { Settings } from '../../shared/connections/connections.ts'
import type { SettingsStore } from '../connections/stores/settings-store.ts'

/** Settings that come from the app or the system, not from the settings file. */
interface SettingsOfApp {
  readonly downloadsFolder: () => string
  readonly launchesAtLogin: () => boolean | null
  readonly version: string
}

/** The settings as shown in the window. */
export class SettingsView {
  readonly #settings: SettingsStore
  readonly #app: SettingsOfApp

  constructor(settings: SettingsStore, app: SettingsOfApp) {
    this.#settings = settings
    this.#app = app
  }

  /** The folder for saved payloads: the user's choice, else the system's downloads folder. */
  get saveFolder(): string {
    return this.#settings.value.saveFolder ?? this.#app.downloadsFolder()
  }

  snapshot(): Settings {
    const {
      theme,
      transferLimit,
      onQuit,
      pollBudgetPerHour,
      skipsSystemFiles,
      findResults,
      usesCloudWatch,
      firstRun,
    } = this.#settings.value
    const { sendDelaySeconds, namePattern, savesInFolders, claimsNext, onClose } = this.#settings.value
    const work = { sendDelaySeconds, namePattern, savesInFolders, claimsNext, onClose }
    const { showsBadge, showsTray, closesToTray, checksForUpdates } = this.#settings.value
    const { version } = this.#app
    const { saveFolder } = this
    return {
      saveFolder,
      theme,
      transferLimit,
      onQuit,
      pollBudgetPerHour,
      skipsSystemFiles,
      findResults,
      ...work,
      usesCloudWatch,
      firstRun,
      showsBadge,
      showsTray,
      closesToTray,
      checksForUpdates,
      launchesAtLogin: this.#app.launchesAtLogin(),
      version,
    }
  }
}
