import { Toast } from '@base-ui/react/toast'
import { CircleAlert, CircleCheck, Info, X } from 'lucide-react'
import { useRemedy } from './remedy.tsx'
import { toastManager, type ToastData } from './toast-store.ts'
import styles from './toaster.module.css'

/**
 * Shows the toasts of `toastSuccess` and similar functions, one at a time. It takes up space where
 * it is mounted, below the queues in the sidebar, so that it covers nothing. Mount it once.
 */
export function Toaster() {
  return (
    <Toast.Provider toastManager={toastManager} limit={1}>
      <Toast.Viewport className={styles.viewport}>
        <Toasts />
      </Toast.Viewport>
    </Toast.Provider>
  )
}

const icons = {
  success: <CircleCheck size={16} aria-label="Done" />,
  error: <CircleAlert size={16} aria-label="Error" />,
  info: <Info size={16} aria-label="Note" />,
} as const

function Toasts() {
  const { toasts } = Toast.useToastManager<ToastData>()
  return toasts.map((toast) => {
    const tone = toast.data?.tone ?? 'success'
    return (
      <Toast.Root key={toast.id} toast={toast} className={styles.toast} data-tone={tone}>
        <Toast.Content className={styles.content}>
          <span className={styles.icon}>{icons[tone]}</span>
          <div className={styles.textBlock}>
            <Toast.Title className={styles.title} />
            {toast.description === '' ? null : <Toast.Description className={styles.detail} />}
          </div>
          <Toast.Action className={styles.action} />
          {toast.data === undefined ? null : <Remedy data={toast.data} />}
          {/* Base UI hides it from screen readers until the toast has the focus, although Tab reaches it. */}
          <Toast.Close className={styles.close} aria-label="Dismiss" aria-hidden={false}>
            <X size={14} aria-hidden />
          </Toast.Close>
        </Toast.Content>
      </Toast.Root>
    )
  })
}

function Remedy({ data }: { readonly data: ToastData }) {
  const found = useRemedy(data.remedy, data.onRetry)
  return found === null ? null : (
    <button
      type="button"
      className={styles.action}
      onClick={() => {
        toastManager.close()
        found.run()
      }}
    >
      {found.label}
    </button>
  )
}
