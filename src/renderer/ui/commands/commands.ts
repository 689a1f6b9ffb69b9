import { useEffect, useRef, useSyncExternalStore } from 'react'
import { type Command, commandDefinition } from '../../../shared/command-list.ts'
import { isDialogOpen } from '../layout/open-dialogs.ts'
import { Listeners } from '../listeners.ts'

/** A command's handler while its part of the window is on screen. */
export interface CommandHandler {
  readonly run: () => void
  /** Default: `true`. */
  readonly enabled?: boolean
  /**
   * Why it is disabled, as a short sentence. Shown in the palette, in menus, and when its shortcut
   * is pressed.
   */
  readonly reason?: string
  /** Replaces the title, for example with `Open 3 results`. */
  readonly title?: string
}

/** The current state of a command for display. */
export interface CommandState {
  readonly id: Command
  readonly title: string
  readonly keys: readonly string[]
  readonly enabled: boolean
  /** `null` if it is enabled, or if nothing on screen handles it. */
  readonly reason: string | null
  /** True if something on screen handles it. */
  readonly present: boolean
}

interface Slot {
  handler: CommandHandler
}

/** Each command's handlers, in mount order. The last one runs. */
const slots = new Map<Command, Slot[]>()
const listeners = new Listeners()
let version = 0
/** Why commands that change something on a server are disabled. `null` means they are not. */
let readOnly: string | null = null
let onRefused: (reason: string) => void = () => undefined
let onRun: (command: Command) => void = () => undefined

function changed(): void {
  version += 1
  listeners.notify()
}

/**
 * Sets the observer of commands that ran or were refused. Returns a function that restores the
 * previous one.
 */
export function observeCommands(observer: {
  readonly refused: (reason: string) => void
  readonly ran: (command: Command) => void
}): () => void {
  const before = { refused: onRefused, ran: onRun }
  onRefused = observer.refused
  onRun = observer.ran
  return () => {
    onRefused = before.refused
    onRun = before.ran
  }
}

/** Disables the commands that change something on a server, for this reason; `null` enables them. */
export function setReadOnly(reason: string | null): void {
  if (reason === readOnly) return
  readOnly = reason
  changed()
}

/** Returns why a read-only connection disables a command, or `null` if it does not. */
function refusalOf(id: Command): string | null {
  return commandDefinition(id).changes === true ? readOnly : null
}

/** Returns the current state of a command: its title, whether it can run, and why not. */
export function commandState(id: Command): CommandState {
  const { title, keys = [] } = commandDefinition(id)
  const handler = slots.get(id)?.at(-1)?.handler
  const refusal = refusalOf(id)
  const enabled = handler !== undefined && handler.enabled !== false && refusal === null
  return {
    id,
    title: handler?.title ?? title,
    keys,
    enabled,
    reason: enabled ? null : (refusal ?? handler?.reason ?? null),
    present: handler !== undefined,
  }
}

/**
 * Runs a command from the menu, a shortcut, the palette, or a button. Returns true if it ran.
 * Nothing runs behind an open dialog.
 */
export function runCommand(id: Command): boolean {
  if (isDialogOpen()) return false
  const handler = slots.get(id)?.at(-1)?.handler
  if (handler === undefined) return false
  const refusal = refusalOf(id)
  if (handler.enabled === false || refusal !== null) {
    const reason = refusal ?? handler.reason
    if (reason !== undefined) onRefused(reason)
    return false
  }
  handler.run()
  onRun(id)
  return true
}

/** Handles a command while the component is mounted. */
export function useCommand(id: Command, handler: CommandHandler): void {
  useCommands({ [id]: handler })
}

type GivenHandler = CommandHandler | (() => void) | undefined

/**
 * Handles several commands while the component is mounted. A plain function is a handler that is
 * enabled.
 */
export function useCommands(handlers: Partial<Readonly<Record<Command, GivenHandler>>>): void {
  const own = useRef(new Map<Command, Slot>())
  useEffect(() => {
    const mine = own.current
    let differs = false
    for (const [id, given] of Object.entries(handlers) as [Command, GivenHandler][]) {
      const slot = mine.get(id)
      const handler = typeof given === 'function' ? { run: given } : given
      if (handler === undefined) continue
      if (slot === undefined) add(id, handler, mine)
      differs ||= slot === undefined || looksDifferent(slot.handler, handler)
      if (slot !== undefined) slot.handler = handler
    }
    for (const [id, slot] of mine) {
      if (handlers[id] !== undefined) continue
      drop(id, slot, mine)
      differs = true
    }
    if (differs) changed()
  })
  useEffect(() => {
    const mine = own.current
    return () => {
      for (const [id, slot] of mine) drop(id, slot, mine)
      changed()
    }
  }, [])
}

function add(id: Command, handler: CommandHandler, mine: Map<Command, Slot>): void {
  const slot = { handler }
  mine.set(id, slot)
  slots.set(id, [...(slots.get(id) ?? []), slot])
}

function drop(id: Command, slot: Slot, mine: Map<Command, Slot>): void {
  mine.delete(id)
  slots.set(
    id,
    (slots.get(id) ?? []).filter((other) => other !== slot),
  )
}

function looksDifferent(before: CommandHandler, after: CommandHandler): boolean {
  return before.enabled !== after.enabled || before.reason !== after.reason || before.title !== after.title
}

/** Re-renders when a command is added or removed, or its state changes. */
export function useCommandStates(ids: readonly Command[]): readonly CommandState[] {
  useSyncExternalStore(listeners.add, () => version)
  return ids.map(commandState)
}
