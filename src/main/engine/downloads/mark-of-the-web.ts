import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/** Runs a program with arguments, without a shell. */
type Run = (program: string, args: readonly string[]) => Promise<unknown>

/**
 * Marks a file as downloaded, so that Windows and macOS warn before running it. Does nothing on other
 * systems. Never throws, because the file is saved even if the disk does not support such marks.
 */
export async function markOfTheWeb(
  path: string,
  platform: NodeJS.Platform = process.platform,
  run: Run = promisify(execFile),
): Promise<void> {
  try {
    if (platform === 'win32') await writeFile(`${path}:Zone.Identifier`, '[ZoneTransfer]\r\nZoneId=3\r\n')
    if (platform === 'darwin') {
      const seconds = Math.floor(Date.now() / 1_000).toString(16)
      await run('/usr/bin/xattr', ['-w', 'com.apple.quarantine', `0081;${seconds};Remotejob;`, path])
    }
  } catch {
    // FAT and many network disks support neither streams nor attributes.
  }
}
