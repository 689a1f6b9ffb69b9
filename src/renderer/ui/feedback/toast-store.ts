import { Toast } from '@base-ui/react/toast'
import type { Remedy } from '../../../shared/errors.ts'
import { visibleText } from '../../../shared/texts/hidden-text.ts'

interface ToastAction {
  readonly label: string
  readonly run: () => void
}

/** A toast's content besides its title. */
export interface ToastData {
  readonly tone: 'success' | 'error' | 'info'
  /** The action that fixes the error. */
  readonly remedy?: Remedy | null
  /** The action for the `retry` remedy. */
  readonly onRetry?: () => void
}

export const toastManager = Toast.createToastManager<ToastData>()

/** Only one toast shows at a time. The newest replaces the previous one. */
const only = 'toast'

/** The toast on screen, or `null`. */
let current: NewToast | null = null

interface ErrorText {
  readonly message: string
  readonly hint?: string
  readonly code?: string
  readonly remedy?: Remedy | null | undefined
}

interface NewToast {
  readonly title: string
  readonly detail?: string | undefined
  readonly action?: ToastAction | undefined
  readonly data: ToastData
  readonly timeout: number
}

/** Shows a toast in place of the previous one. Returns a function that returns true while it is still on screen. */
export function showToast(toast: NewToast): () => boolean {
  const { title, detail, action, data, timeout } = toast
  current = toast
  toastManager.add({
    id: only,
    title: visibleText(title),
    description: visibleText(detail ?? ''),
    actionProps:
      action === undefined ? undefined : { children: action.label, onClick: () => runAndClose(action) },
    data,
    timeout,
    onClose: () => {
      if (current === toast) current = null
    },
  })
  return () => current === toast
}

export function closeToast(): void {
  toastManager.close(only)
}

function runAndClose({ run }: ToastAction): void {
  closeToast()
  run()
}

/** Shows a success toast. Use it only for events that are not visible otherwise. */
export function toastSuccess(title: string, detail?: string, action?: ToastAction): void {
  showToast({
    title,
    detail,
    action,
    data: { tone: 'success' },
    timeout: action === undefined ? 5_000 : 8_000,
  })
}

/**
 * Shows an error toast with its hint and a button for its remedy. If the user cancelled, it shows
 * nothing.
 */
export function toastError(error: ErrorText, onRetry?: () => void): void {
  if (error.code === 'CANCELLED') return
  showToast({
    title: error.message,
    detail: error.hint,
    data: { tone: 'error', remedy: error.remedy ?? null, ...(onRetry !== undefined && { onRetry }) },
    timeout: 12_000,
  })
}

/** Says in one short sentence why something did not happen. */
export function toastInfo(title: string, detail?: string, action?: ToastAction): void {
  showToast({ title, detail, action, data: { tone: 'info' }, timeout: detail === undefined ? 4_000 : 8_000 })
}

/**
 * Shows that something takes long, with a Cancel button, once it has taken `quietMs`. Returns a
 * function that ends it.
 */
export function toastWork(title: string, quietMs: number, onCancel: () => void): () => void {
  let isShown: (() => boolean) | null = null
  const timer = setTimeout(() => {
    const action = { label: 'Cancel', run: onCancel }
    // The toast stays until the work ends.
    isShown = showToast({ title, action, data: { tone: 'info' }, timeout: 0 })
  }, quietMs)
  return () => {
    clearTimeout(timer)
    if (isShown?.() === true) closeToast()
  }
}
