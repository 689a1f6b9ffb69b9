import type { FormEvent, KeyboardEvent, ReactNode } from 'react'
import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { classNames } from '../class-names.ts'
import { visibleText } from '../../../shared/texts/hidden-text.ts'
import styles from './dialog.module.css'
import { IconButton } from '../controls/icon-button.tsx'
import { useOpenDialog } from './open-dialogs.ts'
import { useInitialFocus } from './use-initial-focus.ts'

interface DialogProps {
  readonly title: ReactNode
  readonly description?: ReactNode
  readonly size?: 'small' | 'normal' | 'wide'
  /** Called on Esc, a click outside, and the close button. */
  readonly onClose: () => void
  /** The buttons, primary last. */
  readonly actions?: ReactNode
  /**
   * Turns the dialog into a form. Called by a `submit` button, by Enter in a field or on a radio
   * button, and by Ctrl+Enter or ⌘+Enter anywhere.
   */
  readonly onSubmit?: () => void
  readonly children: ReactNode
}

/** A modal dialog, open while mounted. */
export function Dialog(props: DialogProps) {
  const { title, description, size = 'normal', onClose, actions, onSubmit, children } = props
  useOpenDialog()
  const focus = useInitialFocus()
  const inside = (
    <>
      <div className={styles.body} data-body>
        {children}
      </div>
      {actions === undefined ? null : <div className={styles.footer}>{actions}</div>}
    </>
  )
  return (
    <Base.Root
      open
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
    >
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup {...focus} className={classNames(styles.popup, styles[size])}>
          <header className={styles.head}>
            <div className={styles.titles}>
              <Base.Title className={styles.title}>
                {typeof title === 'string' ? visibleText(title) : title}
              </Base.Title>
              {description === undefined ? null : (
                <Base.Description className={styles.description}>{description}</Base.Description>
              )}
            </div>
          </header>
          {onSubmit === undefined ? (
            inside
          ) : (
            <form
              className={styles.form}
              noValidate
              onKeyDownCapture={submitByKeys}
              onSubmit={(event: FormEvent) => {
                event.preventDefault()
                event.stopPropagation()
                onSubmit()
              }}
            >
              {inside}
            </form>
          )}
          {/* Last in the DOM, so that the initial focus is in the content. */}
          <IconButton label="Close" className={styles.close} onClick={onClose}>
            <X />
          </IconButton>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

/** Presses the `submit` button, which does nothing while it is disabled. */
function submitByKeys(event: KeyboardEvent<HTMLFormElement>): void {
  const { currentTarget: form, target, key, ctrlKey, metaKey, nativeEvent } = event
  if (key !== 'Enter' || nativeEvent.isComposing) return
  // React also reports keys in popups that a field opens elsewhere in the DOM.
  if (!(target instanceof Element) || !form.contains(target)) return
  // As in a native form. Our radio buttons are not native, so Enter would do nothing.
  const isRadio = target.getAttribute('role') === 'radio'
  if (!isRadio && !ctrlKey && !metaKey) return
  event.preventDefault()
  event.stopPropagation()
  form.querySelector<HTMLButtonElement>('button[type=submit]')?.click()
}
