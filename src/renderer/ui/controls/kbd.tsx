import styles from './kbd.module.css'

/** True if shortcuts use ⌘ and other Mac symbols. */
export const onMac = /Mac|iPhone|iPad/.test(navigator.userAgent)

const macSymbols: Readonly<Record<string, string>> = {
  Mod: '⌘',
  Shift: '⇧',
  Alt: '⌥',
  Enter: '↩',
  Delete: '⌦',
}
const otherNames: Readonly<Record<string, string>> = { Mod: 'Ctrl' }

/** Formats a shortcut for this platform: `Mod+Shift+O` is ⇧⌘O or Ctrl+Shift+O. */
export function shortcutText(shortcut: string, mac: boolean = onMac): string {
  const keys = shortcut.split('+')
  if (!mac) return keys.map((key) => otherNames[key] ?? key).join('+')
  return keys
    .toSorted((left, right) => Number(left === 'Mod') - Number(right === 'Mod'))
    .toSorted((left, right) => Number(left.length === 1) - Number(right.length === 1))
    .map((key) => macSymbols[key] ?? key)
    .join('')
}

interface KbdProps {
  /** Such as `Mod+O`. */
  readonly shortcut: string
}

export function Kbd({ shortcut }: KbdProps) {
  return <kbd className={styles.kbd}>{shortcutText(shortcut)}</kbd>
}
