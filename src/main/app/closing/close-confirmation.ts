import { type BrowserWindow, dialog } from 'electron'
import { bringForward } from '../window/bring-forward.ts'
import {
  closeChoices,
  closeMessage,
  type ClosingWork,
  type OnClose,
  withoutQuestion,
} from './close-choices.ts'

/** Closing the window hides it in the tray. `explain` is true the first time, so that the user is told. */
export type TrayOnClose = 'hide' | 'explain' | null

/** Dependencies of the question. */
export interface CloseConfirmation {
  /** Returns the work that would stop, or `null` while nothing has started. */
  readonly work: () => Promise<ClosingWork | null>
  /** Returns the user's setting. */
  readonly choice: () => OnClose
  readonly remember: (choice: OnClose) => Promise<void>
  /** `null` if closing the window does not hide it. */
  readonly tray: () => TrayOnClose
  /** Called once the user has been told that the app keeps running in the tray. */
  readonly trayExplained: () => Promise<void>
  /** Quits the app. `keep` holds claims until their leases expire; `null` follows the settings. */
  readonly quit: (keep: boolean | null) => void
}

/** Quits or restarts the app, unless the user cancels. */
export interface Closing {
  readonly quit: () => void
  /** Calls `relaunch` just before the app quits. It has to schedule the relaunch. */
  readonly restart: (relaunch: () => void) => void
}

/**
 * Asks before the window is closed while jobs are held or files are being transferred, because this work
 * would stop silently. Returns the handlers of Quit and Restart, which ask the same question. A system
 * shutdown does not ask.
 */
export function confirmClose(
  window: BrowserWindow,
  { work, choice, remember, tray, trayExplained, quit }: CloseConfirmation,
): Closing {
  let isAsking = false
  async function decide(quits: boolean, onQuit: () => void): Promise<void> {
    const inTray = quits ? null : tray()
    if (inTray !== null) return hide(inTray)
    const stops = await work().catch(() => null)
    const known = withoutQuestion(stops, choice(), quits)
    if (stops === null || known === 'quit') {
      onQuit()
      return quit(null)
    }
    const chosen = known === 'ask' ? await ask(stops) : known
    if (chosen === null) return
    if (chosen === 'background') return window.minimize()
    onQuit()
    quit(chosen === 'keep')
  }
  async function hide(inTray: NonNullable<TrayOnClose>): Promise<void> {
    if (inTray === 'explain') {
      await dialog.showMessageBox(window, {
        type: 'info',
        message: 'Remotejob keeps working in the tray.',
        detail:
          "Click its icon, or start Remotejob again, to show the window. To quit, choose Quit from the icon's menu.",
        buttons: ['OK'],
      })
      await trayExplained()
    }
    window.hide()
  }
  async function ask(stops: ClosingWork): Promise<Exclude<OnClose, 'ask'> | null> {
    bringForward(window)
    const choices = closeChoices(stops)
    const { response, checkboxChecked } = await dialog.showMessageBox(window, {
      type: 'question',
      ...closeMessage(stops),
      buttons: choices.map(({ label }) => label),
      defaultId: 0,
      cancelId: choices.length - 1,
      checkboxLabel: 'Do this every time',
      noLink: true,
    })
    const chosen = choices[response]?.choice ?? null
    if (chosen !== null && checkboxChecked) await remember(chosen)
    return chosen
  }
  function decideOnce(quits: boolean, onQuit = (): void => undefined): void {
    if (isAsking) return
    isAsking = true
    void decide(quits, onQuit).finally(() => {
      isAsking = false
    })
  }
  window.on('close', (event) => {
    // The answer arrives asynchronously, so closing the window must wait for it.
    event.preventDefault()
    decideOnce(false)
  })
  return { quit: () => decideOnce(true), restart: (relaunch) => decideOnce(true, relaunch) }
}
