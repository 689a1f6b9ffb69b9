import { useEffect, useRef } from 'react'
import type { Command } from '../../shared/commands.ts'
import { isDialogOpen } from './layout/open-dialogs.ts'

const handlers = new Set<(command: Command) => void>()

/** Runs a command from the menu, a shortcut, or a button of another feature. */
export function runCommand(command: Command): void {
  // Nothing may change behind an open dialog.
  if (isDialogOpen()) return
  for (const handler of handlers) handler(command)
}

/** Registers handlers for commands while the component is mounted. */
export function useCommands(commands: Partial<Readonly<Record<Command, () => void>>>): void {
  const latest = useRef(commands)
  useEffect(() => {
    latest.current = commands
  })
  useEffect(() => {
    const handler = (command: Command): void => latest.current[command]?.()
    handlers.add(handler)
    return () => {
      handlers.delete(handler)
    }
  }, [])
}

const commandsByKeys: Readonly<Record<string, Command>> = {
  'mod+o': 'submit-files',
  'mod+shift+o': 'submit-folder',
  'mod+j': 'claim-next',
  'mod+shift+j': 'claim-batch',
  'mod+n': 'add-queue',
  'mod+t': 'show-transfers',
  'mod+,': 'show-settings',
}

/** Handles the shortcuts of the menu. A handled shortcut does not reach the menu. */
export function useCommandKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.altKey || !(event.ctrlKey || event.metaKey)) return
      const command = commandsByKeys[`mod+${event.shiftKey ? 'shift+' : ''}${event.key.toLowerCase()}`]
      if (command === undefined) return
      event.preventDefault()
      if (!event.repeat) runCommand(command)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => {
      window.removeEventListener('keydown', onKeyDown)
    }
  }, [])
}
