import { type BrowserWindow, dialog } from 'electron'
import { closeChoices, closeMessage, type ClosingWork, type OnClose } from './close-choices.ts'

/** Dependencies of the question. */
export interface CloseQuestion {
  /** The work that would stop; `null` while nothing has started. */
  readonly work: () => Promise<ClosingWork | null>
  /** The user's choice so far. */
  readonly choice: () => OnClose
  readonly remember: (choice: OnClose) => Promise<void>
  /** Quits the app; `keep`: claims stay held until their leases run out, `null`: as the settings say. */
  readonly quit: (keep: boolean | null) => void
}

/**
 * Asks before the window is closed while jobs are held or files move: they would stop without notice. Quitting from the
 * menu does not ask.
 */
export function askOnClose(window: BrowserWindow, { work, choice, remember, quit }: CloseQuestion): void {
  let isAsking = false
  async function decide(): Promise<void> {
    const stops = await work().catch(() => null)
    if (stops === null || (stops.held === 0 && stops.moving === 0)) return quit(null)
    const known = choice()
    const chosen = known === 'ask' ? await ask(stops) : known
    if (chosen === null) return
    if (chosen === 'background') window.minimize()
    else quit(chosen === 'keep')
  }
  async function ask(stops: ClosingWork): Promise<Exclude<OnClose, 'ask'> | null> {
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
  window.on('close', (event) => {
    // The answer arrives asynchronously, so quitting closes the window.
    event.preventDefault()
    if (isAsking) return
    isAsking = true
    void decide().finally(() => {
      isAsking = false
    })
  })
}
