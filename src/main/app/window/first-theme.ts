import { readFile } from 'node:fs/promises'

/**
 * Reads the theme from the settings file, so the window has the right background colour from the start. Returns
 * `system` if the file has no theme. The rest of the file is read after the window is shown.
 */
export async function readFirstTheme(file: string): Promise<'system' | 'light' | 'dark'> {
  try {
    const { theme } = JSON.parse(await readFile(file, 'utf8')) as { readonly theme?: unknown }
    return theme === 'light' || theme === 'dark' ? theme : 'system'
  } catch {
    return 'system'
  }
}
