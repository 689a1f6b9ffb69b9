import { mayRun } from '../engine/files/may-run.ts'
import type { Desktop } from './services.ts'

/** Opens a saved file with the system's application, or shows it in its folder if it could run something. */
export async function openSaved(
  path: string,
  desktop: Pick<Desktop, 'openFile' | 'showInFolder'>,
): Promise<'opened' | 'shown'> {
  const isRisky = await mayRun(path).catch(() => true)
  if (!isRisky && (await desktop.openFile(path))) return 'opened'
  desktop.showInFolder(path)
  return 'shown'
}
