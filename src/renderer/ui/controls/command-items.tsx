import { Fragment } from 'react'
import { type Command, commandDefinition } from '../../../shared/command-list.ts'
import { runCommand, useCommandStates } from '../commands/commands.ts'
import { Kbd } from './kbd.tsx'
import { MenuItem, MenuLine } from './menu.tsx'

const dangerous: ReadonlySet<Command> = new Set(['remove', 'dead-letter', 'purge', 'finish-unsaved'])

interface CommandItemsProps {
  /**
   * A menu's commands, in groups separated by lines. Commands that nothing on screen handles
   * are omitted.
   */
  readonly groups: readonly (readonly Command[])[]
  /** Also omits commands that cannot run now, for menus where most of them cannot. */
  readonly onlyEnabled?: boolean
}

/** Menu items for commands, in the menu of a row or a button. */
export function CommandItems({ groups, onlyEnabled = false }: CommandItemsProps) {
  const states = new Map(useCommandStates(groups.flat()).map((state) => [state.id, state]))
  const shown = groups
    .map((group) =>
      group.filter((id) => {
        const state = states.get(id)
        return state?.present === true && (state.enabled || !onlyEnabled)
      }),
    )
    .filter((group) => group.length > 0)
  return shown.map((group, index) => (
    <Fragment key={group[0]}>
      {index === 0 ? null : <MenuLine />}
      {group.map((id) => {
        const { title, keys, enabled, reason } = states.get(id) ?? {
          title: commandDefinition(id).title,
          keys: [],
          enabled: false,
          reason: null,
        }
        return (
          <MenuItem
            key={id}
            tone={dangerous.has(id) ? 'danger' : 'plain'}
            disabled={!enabled}
            detail={reason ?? undefined}
            end={keys[0] === undefined ? undefined : <Kbd shortcut={keys[0]} />}
            onSelect={() => runCommand(id)}
          >
            {title}
          </MenuItem>
        )
      })}
    </Fragment>
  ))
}
