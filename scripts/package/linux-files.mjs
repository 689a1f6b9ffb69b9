// @ts-check
import { mimeTypes, product } from './product.mjs'

/** Returns the app's desktop entry. */
export function desktopFile() {
  const types = [...mimeTypes, `x-scheme-handler/${product.scheme}`]
  return `[Desktop Entry]
Type=Application
Name=${product.name}
GenericName=Job Dashboard
Comment=${product.summary}
Exec=${product.command} %U
Icon=${product.command}
Terminal=false
Categories=Development;
Keywords=${product.keywords.join(';')};
MimeType=${types.join(';')};
StartupNotify=true
StartupWMClass=${product.name}
`
}

/**
 * The libraries that Electron needs. Debian 13 and Ubuntu 24.04 have some of them under a name with t64.
 * Chromium loads libX11-xcb at run time, so `ldd` does not list it, and exits silently if it is missing.
 */
const depends = [
  'libc6 (>= 2.28)',
  'libgtk-3-0t64 | libgtk-3-0',
  'libnss3',
  'libasound2t64 | libasound2',
  'libgbm1',
  'libatk-bridge2.0-0t64 | libatk-bridge2.0-0',
  'libatspi2.0-0t64 | libatspi2.0-0',
  'libcups2t64 | libcups2',
  'libdrm2',
  'libx11-xcb1',
  'libxss1',
  'xdg-utils',
]

/** Needed by some features only: the graphics card, notifications, and the keyring for saved keys. */
const recommends = ['libgl1', 'libnotify4', 'libsecret-1-0']

/**
 * Returns a Debian package's control file.
 *
 * @param {{ version: string, arch: string, installedKiB: number }} build
 */
export function controlFile({ version, arch, installedKiB }) {
  return `Package: ${product.command}
Version: ${debianVersion(version)}
Architecture: ${arch}
Maintainer: ${product.author} <${product.email}>
Installed-Size: ${installedKiB}
Depends: ${depends.join(', ')}
Recommends: ${recommends.join(', ')}
Section: utils
Priority: optional
Description: ${product.summary}
${foldedText(product.description)}
`
}

/**
 * Converts a version so that it sorts like semantic versions: 1.0.0-beta.1 comes before 1.0.0.
 *
 * @param {string} version
 */
export function debianVersion(version) {
  return version.replace('-', '~')
}

/**
 * Returns Debian's name for an architecture.
 *
 * @param {string} arch
 */
export function debianArch(arch) {
  return arch === 'x64' ? 'amd64' : arch
}

/** @param {string} text */
function foldedText(text) {
  return text.replaceAll(/(.{1,76})(?:\s+|$)/g, ' $1\n').trimEnd()
}
