import { Toast } from '@base-ui/react/toast'
import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { IconButton } from '../controls/icon-button.tsx'
import { toastManager, type ToastData } from './toast-store.ts'
import styles from './toaster.module.css'

/** Shows the toasts of `toastSuccess` and `toastError`. Mount it once. */
export function Toaster() {
  return (
    <Toast.Provider toastManager={toastManager} limit={4}>
      <Toast.Portal>
        <Toast.Viewport className={styles.viewport}>
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function Toasts() {
  const { toasts } = Toast.useToastManager<ToastData>()
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className={styles.toast}
      data-tone={toast.data?.tone ?? 'success'}
    >
      <Toast.Content className={styles.content}>
        <span className={styles.icon}>
          {toast.data?.tone === 'error' ? (
            <CircleAlert size={16} aria-label="Error" />
          ) : (
            <CircleCheck size={16} aria-label="Done" />
          )}
        </span>
        <div className={styles.textBlock}>
          <Toast.Title className={styles.title} />
          <Toast.Description className={styles.detail} />
          <Toast.Action className={styles.action} />
        </div>
        <Toast.Close
          render={
            <IconButton label="Dismiss">
              <X />
            </IconButton>
          }
        />
      </Toast.Content>
    </Toast.Root>
  ))
}
