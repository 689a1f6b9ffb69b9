import { useEffect } from 'react'
import { type Command, commandDefinition, commandIds } from '../../../shared/command-list.ts'
import { commandState, runCommand } from './commands.ts'
import { onMac } from '../controls/kbd.tsx'
import { isDialogOpen } from '../layout/open-dialogs.ts'
import { showDestination } from '../view/destinations.ts'

/** Each shortcut's commands. Several commands may share one if no two are enabled at once. */
const commandsByKeys = new Map<string, Command[]>()
for (const id of commandIds) {
  for (const keys of commandDefinition(id).keys ?? []) {
    const normal = keys.toLowerCase()
    commandsByKeys.set(normal, [...(commandsByKeys.get(normal) ?? []), id])
  }
}

/** The keys that edit text. Inside a field they belong to the field. */
const editing: ReadonlySet<string> = new Set(['mod+a', 'mod+z', 'mod+v', 'mod+enter'])
/** The keys that press the focused element. */
const pressing: ReadonlySet<string> = new Set(['enter', 'mod+enter'])

const typing =
  'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=true]'
const choosing = '[role=menu], [role=listbox], [role=dialog], [role=alertdialog]'
const pressable = 'button, a[href], summary, [role=button], [role=tab], [role=checkbox], [role=switch]'

/**
 * Formats a key event as `mod+shift+o`, `f5` or `/`. Symbols are written as typed, because only
 * some keyboards need Shift for them. A letter or digit of another script, as on a Russian
 * keyboard, counts as the one in its place on an English keyboard.
 */
export function keysOf(event: KeyboardEvent, mac: boolean = onMac): string | null {
  const mod = mac ? event.metaKey : event.ctrlKey
  if (event.altKey || (mac ? event.ctrlKey : event.metaKey)) return null
  const key = (latinKey(event) ?? event.key).toLowerCase()
  const isSign = /^[^\p{L}\d\s]$/u.test(key)
  return `${mod ? 'mod+' : ''}${event.shiftKey && !isSign ? 'shift+' : ''}${key}`
}

/** Returns the Latin letter or digit for a key of another script, otherwise `null`. */
function latinKey({ key, code }: KeyboardEvent): string | null {
  if (!/^[\p{L}\p{Nd}]$/u.test(key) || /^[\p{Script=Latin}\d]$/u.test(key)) return null
  return /^(?:Key[A-Z]|Digit\d)$/.test(code) ? code.slice(-1) : null
}

/** True if these keys are meant for the focused element. */
function belongsTo(target: EventTarget | null, keys: string): boolean {
  if (!(target instanceof Element)) return false
  const hasMod = keys.startsWith('mod+')
  if (target.closest(typing) !== null) return editing.has(keys) || !(hasMod || /^f\d+$/.test(keys))
  if (target.closest(choosing) !== null) return !hasMod
  return pressing.has(keys) && target.closest(pressable) !== null
}

/** Handles the shortcuts of all commands. A handled shortcut does not reach the window's menu. */
export function useCommandKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || isDialogOpen()) return
      const keys = keysOf(event)
      // Pasted files arrive with a separate paste event.
      if (keys === null || keys === 'mod+v' || belongsTo(event.target, keys)) return
      const digit = /^mod\+(?:shift\+)?([1-9])$/.exec(keys)?.[1]
      if (digit !== undefined) {
        if (showDestination(Number(digit) - 1)) event.preventDefault()
        return
      }
      const states = (commandsByKeys.get(keys) ?? []).map(commandState).filter(({ present }) => present)
      const chosen = states.find(({ enabled }) => enabled) ?? states[0]
      if (chosen === undefined) return
      event.preventDefault()
      if (!event.repeat || commandDefinition(chosen.id).repeats === true) runCommand(chosen.id)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => {
      window.removeEventListener('keydown', onKeyDown)
    }
  }, [])
}
