import { Toast } from '@base-ui/react/toast'
import { visibleText } from '../../../shared/hidden-text.ts'

/** Data of a toast besides its title. */
export interface ToastData {
  readonly tone: 'success' | 'error'
  readonly actionLabel?: string
}

export const toastManager = Toast.createToastManager<ToastData>()

interface ToastAction {
  readonly label: string
  readonly run: () => void
}

interface ErrorText {
  readonly message: string
  readonly hint?: string
  readonly code?: string
}

/** Shows a success toast. Use it only for results that are not visible otherwise. */
export function toastSuccess(title: string, detail?: string, action?: ToastAction): void {
  toastManager.add({
    title: visibleText(title),
    ...(detail === undefined ? {} : { description: visibleText(detail) }),
    ...(action === undefined ? {} : { actionProps: { children: action.label, onClick: action.run } }),
    data: { tone: 'success' },
    timeout: 5_000,
  })
}

/** Shows an error toast with its hint. A cancel by the user is not an error and shows nothing. */
export function toastError(error: ErrorText): void {
  if (error.code === 'CANCELLED') return
  toastManager.add({
    // Repeated messages share one toast.
    id: `${error.code ?? ''} ${error.message}`,
    title: visibleText(error.message),
    description: visibleText(error.hint ?? ''),
    data: { tone: 'error' },
    timeout: 12_000,
  })
}

/** Says why something did not happen, in one short sentence. */
export function toastInfo(title: string): void {
  toastManager.add({ id: 'info', title: visibleText(title), data: { tone: 'success' }, timeout: 4_000 })
}
