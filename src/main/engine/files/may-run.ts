import { open, stat } from 'node:fs/promises'
import { pathBytes } from './path-text.ts'

/**
 * Extensions of files that run something when they are opened on one of the systems, or that lead somewhere else:
 * programs, scripts, installers, shortcuts, documents whose application runs code.
 */
const running = new Set(
  (
    'action ade adp air app appimage applescript application appref-ms appx appxbundle bas bat bash cer chm cmd cnt ' +
    'com command cpl crt csh csproj deb desktop diagcab dmg dll ec4 elf exe fileloc fish fxp gadget grp hlp hpj hta ' +
    'htc inetloc inf ins inx ipa isp iso isu its jar jnlp job js jse kext ksh lnk mad maf mag mam maq mar ' +
    'mas mat mau mav maw mcf mda mdb mde mdt mdw mdz mjs mpkg msc msh msh1 msh1xml msh2 msh2xml mshxml msi msix ' +
    'msixbundle msp mst msu ops osx paf pcd pif pkg pl plg prf prg ps1 ps1xml ps2 ps2xml psc1 psc2 psd1 psm1 py ' +
    'pyc pyo pyw pyz pyzw rb reg rgs rpm run scf scpt scptd scr sct search-ms searchconnector-ms service settingcontent-ms ' +
    'sh shb shs snap so sys terminal theme themepack timer tool udf url vb vbe vbp vbs vhd vhdx vxd wasm ' +
    'webloc website wflow widget workflow ws wsc wsf wsh xbap xnk xrm-ms zsh'
  ).split(' '),
)

/** ELF, Windows, the four kinds of Mach-O, its two kinds of universal files (one of them Java), scripts. */
const magic = [
  '7f454c46',
  '4d5a',
  'feedface',
  'feedfacf',
  'cefaedfe',
  'cffaedfe',
  'cafebabe',
  'bebafeca',
  '2321',
  // A shortcut of Windows, whatever it is called.
  '4c00000001140200',
]
/** A shortcut of a Linux desktop, whatever it is called. */
const desktopEntry = /^\s*\[desktop entry\]/i
const headBytes = 256

/**
 * Whether opening a file could run a program or lead somewhere else: by its name, its first bytes, or because it is
 * no regular file. (Saved files are never marked as executable, but on some volumes every file is.) Such a file is shown in its folder, never opened: a worker may have written it.
 * @throws the error of the file system
 */
export async function mayRun(path: string): Promise<boolean> {
  if (runsByName(path)) return true
  const raw = pathBytes(path)
  const info = await stat(raw)
  if (!info.isFile()) return true
  const file = await open(raw, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    const head = buffer.subarray(0, bytesRead)
    const hex = head.toString('hex')
    return magic.some((start) => hex.startsWith(start)) || desktopEntry.test(head.toString('latin1'))
  } finally {
    await file.close()
  }
}

/**
 * True if a file of this name could run something when it is opened. Windows ignores dots and
 * spaces at its end.
 */
export function runsByName(name: string): boolean {
  const [, extension = ''] = /\.([^./\\]+)$/.exec(name.replace(/[.\s]+$/u, '')) ?? []
  return running.has(extension.toLowerCase())
}
