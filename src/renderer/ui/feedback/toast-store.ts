import { Toast } from '@base-ui/react/toast'
import type { Remedy } from '../../../shared/errors.ts'
import { visibleText } from '../../../shared/hidden-text.ts'

interface ToastAction {
  readonly label: string
  readonly run: () => void
}

/** Data of a toast besides its title. */
export interface ToastData {
  readonly tone: 'success' | 'error' | 'info'
  /** The step that helps after an error. */
  readonly remedy?: Remedy | null
  /** The action of `retry`. */
  readonly onRetry?: () => void
}

export const toastManager = Toast.createToastManager<ToastData>()

/** There is one toast at a time: the newest takes the place of the one before. */
const only = 'toast'

/** The toast counts these while it is on screen. */
let counting: { readonly key: string; readonly count: number } | null = null

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

function show({ title, detail, action, data, timeout }: NewToast): void {
  toastManager.add({
    id: only,
    title: visibleText(title),
    description: visibleText(detail ?? ''),
    actionProps:
      action === undefined ? undefined : { children: action.label, onClick: () => runAndClose(action) },
    data,
    timeout,
    onClose: () => {
      counting = null
    },
  })
}

function runAndClose({ run }: ToastAction): void {
  toastManager.close(only)
  run()
}

/** Shows a success toast. Use it only for events that are not visible otherwise. */
export function toastSuccess(title: string, detail?: string, action?: ToastAction): void {
  counting = null
  show({ title, detail, action, data: { tone: 'success' }, timeout: action === undefined ? 5_000 : 8_000 })
}

interface Counted {
  /** Events with the same key are added up while their toast is on screen. */
  readonly key: string
  readonly count: number
  readonly title: (count: number) => string
  readonly action?: ToastAction
}

/** Shows how many of something happened: a second event while the toast is on screen adds to its number. */
export function toastCount({ key, count, title, action }: Counted): void {
  const sum = count + (counting?.key === key ? counting.count : 0)
  show({
    title: title(sum),
    action,
    data: { tone: 'success' },
    timeout: action === undefined ? 5_000 : 8_000,
  })
  counting = { key, count: sum }
}

/**
 * Shows an error toast with its hint and the step that helps. A cancel by the user is not an error and shows nothing.
 */
export function toastError(error: ErrorText, onRetry?: () => void): void {
  if (error.code === 'CANCELLED') return
  counting = null
  show({
    title: error.message,
    detail: error.hint,
    data: { tone: 'error', remedy: error.remedy ?? null, ...(onRetry !== undefined && { onRetry }) },
    timeout: 12_000,
  })
}

/** Says in one short sentence why something did not happen. */
export function toastInfo(title: string, detail?: string): void {
  counting = null
  show({ title, detail, data: { tone: 'info' }, timeout: detail === undefined ? 4_000 : 8_000 })
}

/**
 * Says that something takes long, with a way to cancel it, once it has taken `quietMs`. Returns the function that ends
 * it.
 */
export function toastWork(title: string, quietMs: number, onCancel: () => void): () => void {
  let isShown = false
  const timer = setTimeout(() => {
    isShown = true
    counting = null
    const action = { label: 'Cancel', run: onCancel }
    // It stays until it ends.
    show({ title, action, data: { tone: 'info' }, timeout: 0 })
  }, quietMs)
  return () => {
    clearTimeout(timer)
    if (isShown) toastManager.close(only)
  }
}
