import { Ellipsis, ExternalLink, FolderOpen, RotateCw, Save, type LucideIcon } from 'lucide-react'
import { Button } from '../../../ui/controls/button.tsx'
import { IconButton } from '../../../ui/controls/icon-button.tsx'
import { Menu, MenuItem } from '../../../ui/controls/menu.tsx'
import { type ActionItem, changingActions, type JobAction, type JobActions } from './job-actions.ts'
import styles from './panel.module.css'

const icons: Partial<Readonly<Record<JobAction, LucideIcon>>> = {
  'show-file': FolderOpen,
  'show-saved': FolderOpen,
  'open-results': ExternalLink,
  'save-open': Save,
  'save-as': Save,
  'submit-again': RotateCw,
  retry: RotateCw,
}

interface PanelActionsProps {
  readonly actions: JobActions
  /** True if several jobs are selected, so the buttons say that they apply to only one. */
  readonly isOneOfSeveral: boolean
  readonly isBusy: (action: JobAction) => boolean
  readonly onAct: (action: JobAction) => void
}

/** A job's primary action, a second one, and a menu with the rest. */
export function PanelActions({ actions, isOneOfSeveral, isBusy, onAct }: PanelActionsProps) {
  const { primary, second, menu } = actions
  if (primary === null && second === null && menu.length === 0) return null
  // The keys keep a click meant for one action from hitting another that took its place.
  return (
    <div className={styles.actions}>
      {isOneOfSeveral ? <p className={styles.only}>Only for this job:</p> : null}
      {primary === null ? null : (
        <Action
          key={primary.action}
          item={primary}
          isPrimary={!isOneOfSeveral}
          isBusy={isBusy(primary.action)}
          onAct={onAct}
        />
      )}
      {second === null ? null : (
        <Action key={second.action} item={second} isBusy={isBusy(second.action)} onAct={onAct} />
      )}
      {menu.length === 0 ? null : (
        <Menu
          align="end"
          side="top"
          trigger={
            <IconButton label="More actions" className={styles.more}>
              <Ellipsis />
            </IconButton>
          }
        >
          {menu.map(({ action, label, title, disabled = false }) => (
            <MenuItem
              key={action}
              changes={changingActions.has(action)}
              disabled={disabled}
              onSelect={() => onAct(action)}
              {...(title === undefined ? {} : { detail: title })}
            >
              {label}
            </MenuItem>
          ))}
        </Menu>
      )}
    </div>
  )
}

interface ActionProps {
  readonly item: ActionItem
  readonly isPrimary?: boolean
  readonly isBusy: boolean
  readonly onAct: (action: JobAction) => void
}

function Action({ item, isPrimary = false, isBusy, onAct }: ActionProps) {
  const Icon = icons[item.action]
  return (
    <Button
      changes={changingActions.has(item.action)}
      variant={isPrimary ? 'primary' : 'plain'}
      className={isPrimary ? styles.primary : undefined}
      icon={Icon === undefined || !isPrimary ? undefined : <Icon aria-hidden />}
      disabled={item.disabled ?? false}
      busy={isBusy}
      title={item.title}
      onClick={() => onAct(item.action)}
    >
      {item.label}
    </Button>
  )
}
