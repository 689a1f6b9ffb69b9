import { readFile } from 'node:fs/promises'

/** The settings that decide how the window opens. */
export interface FirstSettings {
  readonly theme: 'system' | 'light' | 'dark'
  readonly showsTray: boolean
}

/**
 * Reads them from the settings file, so the window has the right background colour from the start. Missing
 * settings have their default values. The rest of the file is read after the window is shown.
 */
export async function readFirstSettings(file: string): Promise<FirstSettings> {
  try {
    const { theme, showsTray } = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>
    return {
      theme: theme === 'light' || theme === 'dark' ? theme : 'system',
      showsTray: showsTray === true,
    }
  } catch {
    return { theme: 'system', showsTray: false }
  }
}
