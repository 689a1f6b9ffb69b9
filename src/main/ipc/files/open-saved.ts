import { openablePath } from '../../engine/files/openable-path.ts'
import type { Desktop } from '../services.ts'

/** Opens a saved file with the system's application, or shows it in its folder if opening it could run something. */
export async function openSaved(
  path: string,
  desktop: Pick<Desktop, 'openFile' | 'showInFolder'>,
): Promise<'opened' | 'shown'> {
  const openable = await openablePath(path).catch(() => null)
  if (openable !== null && (await desktop.openFile(openable))) return 'opened'
  desktop.showInFolder(path)
  return 'shown'
}
