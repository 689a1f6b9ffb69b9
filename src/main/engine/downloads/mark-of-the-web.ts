import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * Marks a file as fetched from elsewhere, so that Windows and macOS warn before it runs; does nothing
 * on other systems. Never throws: a disk without such marks still takes the file.
 */
export async function markOfTheWeb(
  path: string,
  platform: NodeJS.Platform = process.platform,
): Promise<void> {
  try {
    if (platform === 'win32') await writeFile(`${path}:Zone.Identifier`, '[ZoneTransfer]\r\nZoneId=3\r\n')
    if (platform === 'darwin') {
      const seconds = Math.floor(Date.now() / 1_000).toString(16)
      await run('/usr/bin/xattr', ['-w', 'com.apple.quarantine', `0081;${seconds};Remotejob;`, path])
    }
  } catch {
    // FAT and many network disks hold neither streams nor attributes.
  }
}
