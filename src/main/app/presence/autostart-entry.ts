import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceFile } from '../../engine/files/atomic-write.ts'

/** The file in the user's `autostart` folder that Linux desktops run at login. */
const fileName = 'remotejob.desktop'
/** The desktop writes this line into the file when the user turns the entry off in its settings. */
const turnedOff = /^\s*(?:Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/m

/** Launch at login on Linux: a desktop entry in the autostart folder. */
export class AutostartEntry {
  readonly #path: string
  readonly #text: string

  /** `command`: the program and its arguments. `configFolder`: `$XDG_CONFIG_HOME`, or `~/.config`. */
  constructor(command: readonly string[], configFolder: string) {
    this.#path = join(configFolder, 'autostart', fileName)
    this.#text = entryText(command)
  }

  /**
   * True if the desktop will start the app. Rewrites an entry from an older version, because the app may have moved.
   */
  async isOn(): Promise<boolean> {
    const text = await readFile(this.#path, 'utf8').catch(() => null)
    if (text === null || turnedOff.test(text)) return false
    if (text !== this.#text) await this.#write().catch(() => undefined)
    return true
  }

  /** @throws the file system's error */
  async set(on: boolean): Promise<void> {
    await (on ? this.#write() : rm(this.#path, { force: true }))
  }

  async #write(): Promise<void> {
    await replaceFile(this.#path, (file) => file.writeFile(this.#text), { mode: 0o644 })
  }
}

function entryText(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Remotejob',
    'Comment=Remote jobs over S3 and SQS',
    `Exec=${command.map(quoted).join(' ')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/**
 * Quotes an argument of `Exec`: in quotes, `"`, `` ` ``, `$` and `\` need a backslash. Backslashes are doubled
 * once more,
 * because the value is a string, and `%` is doubled, because it starts a field code.
 */
function quoted(argument: string): string {
  const inQuotes = argument.replaceAll(/["`$\\]/g, String.raw`\$&`)
  return `"${inQuotes.replaceAll('\\', '\\\\').replaceAll('%', '%%')}"`
}
