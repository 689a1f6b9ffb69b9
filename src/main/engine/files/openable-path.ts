import { open, realpath, stat } from 'node:fs/promises'
import { posix, win32 } from 'node:path'
import { wellFormed } from '../../../shared/texts/well-formed.ts'
import { pathBytes, pathText } from './path-text.ts'

/**
 * Extensions of files that only hold data: their applications run nothing in them, or ask first. All other
 * files are only shown in their folder. The list excludes programs, scripts, shortcuts, installers and disk
 * images, web pages and SVG (they run scripts), PostScript (a program), and Office files that can hold
 * macros.
 */
const dataOnly = new Set(
  [
    'png jpg jpeg jpe jfif gif webp avif jxl bmp tif tiff heic heif ico psd xcf exr hdr tga',
    'dng cr2 cr3 nef arw orf rw2 raf',
    'mp3 m4a aac wav flac ogg oga opus aif aiff mid midi',
    'mp4 m4v mov mkv webm avi mpg mpeg m2ts 3gp ogv srt vtt',
    'pdf txt text md markdown log csv tsv json jsonl ndjson geojson yaml yml toml diff patch',
    'rtf epub djvu docx xlsx pptx odt ods odp pages numbers key',
    'zip gz tgz tar bz2 tbz2 xz txz zst 7z rar',
    'parquet arrow avro npy npz h5 stl obj ply glb 3mf',
  ].flatMap((line) => line.split(' ')),
)

/**
 * ELF, Windows, the four kinds of Mach-O, its two kinds of universal files (one of them shared with Java),
 * scripts.
 */
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
  // A Windows shortcut, whatever its name.
  '4c00000001140200',
]
/** A Linux desktop shortcut, whatever its name. */
const desktopEntry = /^\s*\[desktop entry\]/i
const headBytes = 256

/**
 * Returns the path to open with the system's application, with all links resolved, or `null` if the file must
 * only be shown in its folder. It must be a regular file with a data format's extension, both in its own name
 * and in its target's, and must not begin like a program, because a worker may have written it.
 *
 * @throws the file system's error
 */
export async function openablePath(
  path: string,
  platform: NodeJS.Platform = process.platform,
): Promise<string | null> {
  // Some versions of Electron open the part of the path before the null character.
  if (path.includes('\0') || !isDataFormat(path, platform)) return null
  const real = pathText(await realpath(pathBytes(path), 'buffer'))
  // A path that is not UTF-8 cannot be passed to an application.
  if (wellFormed(real) !== real || !isDataFormat(real, platform)) return null
  if (!(await stat(real)).isFile() || (await beginsLikeProgram(real))) return null
  return real
}

/**
 * True if the extension belongs to a data format. Windows ignores trailing dots and spaces, and a colon
 * separates the name of a hidden stream.
 */
function isDataFormat(path: string, platform: NodeJS.Platform): boolean {
  const isWindows = platform === 'win32'
  const name = (isWindows ? win32 : posix).basename(path)
  if (isWindows && name.includes(':')) return false
  const [, extension = ''] = /[^.]\.([^.]+)$/.exec(isWindows ? name.replace(/[.\s]+$/u, '') : name) ?? []
  return dataOnly.has(extension.toLowerCase())
}

async function beginsLikeProgram(path: string): Promise<boolean> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    const head = buffer.subarray(0, bytesRead)
    const hex = head.toString('hex')
    return magic.some((start) => hex.startsWith(start)) || desktopEntry.test(head.toString('latin1'))
  } finally {
    await file.close()
  }
}
