import { type BrowserWindow, dialog } from 'electron'
import {
  closeChoices,
  closeMessage,
  type ClosingWork,
  type OnClose,
  withoutQuestion,
} from './close-choices.ts'

/** Dependencies of the question. */
export interface CloseQuestion {
  /** Returns the work that would stop, or `null` while nothing has started. */
  readonly work: () => Promise<ClosingWork | null>
  /** Returns the user's setting. */
  readonly choice: () => OnClose
  readonly remember: (choice: OnClose) => Promise<void>
  /** Quits the app. `keep` holds claims until their leases expire; `null` follows the settings. */
  readonly quit: (keep: boolean | null) => void
}

/**
 * Asks before the window is closed while jobs are held or files are being transferred, because they
 * would stop silently. Returns the handler of the Quit command, which asks the same question. A
 * system shutdown does not ask.
 */
export function askOnClose(
  window: BrowserWindow,
  { work, choice, remember, quit }: CloseQuestion,
): { readonly quit: () => void } {
  let isAsking = false
  async function decide(quits: boolean): Promise<void> {
    const stops = await work().catch(() => null)
    const known = withoutQuestion(stops, choice(), quits)
    if (stops === null || known === 'quit') return quit(null)
    const chosen = known === 'ask' ? await ask(stops) : known
    if (chosen === null) return
    if (chosen === 'background') window.minimize()
    else quit(chosen === 'keep')
  }
  async function ask(stops: ClosingWork): Promise<Exclude<OnClose, 'ask'> | null> {
    if (window.isMinimized()) window.restore()
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
  function decideOnce(quits: boolean): void {
    if (isAsking) return
    isAsking = true
    void decide(quits).finally(() => {
      isAsking = false
    })
  }
  window.on('close', (event) => {
    // The answer arrives asynchronously, so closing the window must wait for it.
    event.preventDefault()
    decideOnce(false)
  })
  return { quit: () => decideOnce(true) }
}
