import type { PackageKind } from '../../../shared/updates.ts'

/** How to install a package. `command` is for a terminal in the package's folder. */
export interface InstallSteps {
  readonly text: string
  readonly command: string | null
}

/** Returns how to install a downloaded package over the running app. */
export function installSteps({
  kind,
  fileName,
}: {
  readonly kind: PackageKind
  readonly fileName: string
}): InstallSteps {
  // A number in brackets was added if the folder already had a file of this name.
  const file = `"./${fileName}"`
  switch (kind) {
    case 'deb':
      return {
        text: 'Install it in a terminal. Remotejob then asks you to restart it.',
        command: `sudo apt install ${file}`,
      }
    case 'rpm':
      return {
        text: 'Install it in a terminal. Remotejob then asks you to restart it.',
        command: `sudo dnf install ${file}`,
      }
    case 'tar.gz':
      return {
        text: 'Quit Remotejob, unpack it, and start it from the new folder.',
        command: `tar -xzf ${file}`,
      }
    case 'AppImage':
      return { text: 'Quit Remotejob, and use it in place of the old one.', command: `chmod +x ${file}` }
    case 'dmg':
      return { text: 'Quit Remotejob, open it, and drag Remotejob into Applications.', command: null }
    case 'exe':
      return { text: 'Quit Remotejob, and open it.', command: null }
  }
}
