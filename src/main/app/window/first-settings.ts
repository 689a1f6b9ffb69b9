import { readFirst } from './read-first.ts'

/** The settings that decide how the window opens. */
export interface FirstSettings {
  readonly theme: 'system' | 'light' | 'dark'
  readonly showsTray: boolean
}

/**
 * Reads these settings from the settings file, so the window has the right background colour from the start. Missing
 * settings have their default values. The rest of the file is read after the window is shown.
 */
export function readFirstSettings(file: string): FirstSettings {
  try {
    const { theme, showsTray } = JSON.parse(readFirst(file)) as Record<string, unknown>
    return {
      theme: theme === 'light' || theme === 'dark' ? theme : 'system',
      showsTray: showsTray === true,
    }
  } catch {
    return { theme: 'system', showsTray: false }
  }
}
