import { useEffect, useRef } from 'react'
import type { Command } from '../../shared/ipc/contract.ts'
import { isDialogOpen } from './open-dialogs.ts'

const handlers = new Set<(command: Command) => void>()

/** Asks for something by name: from the menu, a key or a button of another part of the window. */
export function runCommand(command: Command): void {
  // Behind an open dialog nothing may change.
  if (isDialogOpen()) return
  for (const handler of handlers) handler(command)
}

/** Carries out the commands that this part of the window knows, while it is on screen. */
export function useCommands(known: Partial<Readonly<Record<Command, () => void>>>): void {
  const latest = useRef(known)
  useEffect(() => {
    latest.current = known
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

/** The same keys as in the menu. What is handled here does not reach the menu a second time. */
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
