import { readFile } from 'node:fs/promises'

/**
 * The theme in the settings file, so that the window has its colour from the start; `system` if the file has none.
 * Everything else in the file is checked after the window has shown.
 */
export async function readFirstTheme(file: string): Promise<'system' | 'light' | 'dark'> {
  try {
    const { theme } = JSON.parse(await readFile(file, 'utf8')) as { readonly theme?: unknown }
    return theme === 'light' || theme === 'dark' ? theme : 'system'
  } catch {
    return 'system'
  }
}
