import { useEffect, useRef } from 'react'
import type { Command } from '../../shared/ipc/contract.ts'

const handlers = new Set<(command: Command) => void>()

/** Asks for something by name: from the menu, a key or a button of another part of the window. */
export function runCommand(command: Command): void {
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
