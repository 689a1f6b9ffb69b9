import { Toast } from '@base-ui/react/toast'

/** What a toast carries beside its title. */
export interface ToastData {
  readonly tone: 'success' | 'error'
  readonly actionLabel?: string
}

export const toastManager = Toast.createToastManager<ToastData>()

interface ToastAction {
  readonly label: string
  readonly run: () => void
}

interface Described {
  readonly message: string
  readonly hint?: string
  readonly code?: string
}

/** Says that something went well. For what the person cannot see anyway. */
export function toastSuccess(title: string, detail?: string, action?: ToastAction): void {
  toastManager.add({
    title,
    ...(detail === undefined ? {} : { description: detail }),
    ...(action === undefined ? {} : { actionProps: { children: action.label, onClick: action.run } }),
    data: { tone: 'success' },
    timeout: 5_000,
  })
}

/** Says what went wrong and what to do. A cancel by the person is no error and is not shown. */
export function toastError(error: Described): void {
  if (error.code === 'CANCELLED') return
  toastManager.add({
    // The same sentence twice in a row is one toast.
    id: `${error.code ?? ''} ${error.message}`,
    title: error.message,
    description: error.hint ?? '',
    data: { tone: 'error' },
    timeout: 12_000,
  })
}
