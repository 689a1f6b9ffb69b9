import type { MissedNotice } from '../../../shared/notice-target.ts'

/** The system's notifications. */
export interface SystemNotices {
  isSupported(): boolean
  show(text: { readonly title: string; readonly body: string }, onClick: () => void): void
}

/** The part of the window that notices need. */
export interface NoticeWindow {
  isFocused(): boolean
  flashFrame(on: boolean): void
  once(event: 'focus', listener: () => void): unknown
}

/** Options of {@link Notices}. */
export interface NoticesOptions {
  readonly system: SystemNotices
  readonly window: () => NoticeWindow | null
  readonly onClick: (notice: MissedNotice) => void
  readonly showInWindow: (notice: MissedNotice) => void
}

/**
 * Shows a notice: in the window if it has the focus, otherwise as a system notification. On systems without
 * notifications, the window asks for attention, and shows the latest notice once it has the focus.
 */
export class Notices {
  readonly #options: NoticesOptions
  #missed: MissedNotice | null = null

  constructor(options: NoticesOptions) {
    this.#options = options
  }

  show(notice: MissedNotice): void {
    const { system, window, onClick, showInWindow } = this.#options
    const shown = window()
    if (shown?.isFocused() === true) return showInWindow(notice)
    if (system.isSupported()) {
      return system.show({ title: notice.title, body: notice.body ?? '' }, () => onClick(notice))
    }
    if (shown === null) return
    if (this.#missed === null) {
      shown.flashFrame(true)
      shown.once('focus', () => this.#showMissed(shown))
    }
    this.#missed = notice
  }

  #showMissed(window: NoticeWindow): void {
    window.flashFrame(false)
    if (this.#missed !== null) this.#options.showInWindow(this.#missed)
    this.#missed = null
  }
}
