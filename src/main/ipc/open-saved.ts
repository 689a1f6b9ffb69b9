import type { Desktop } from './services.ts'

/**
 * What the system's application only shows. Everything else could run something: programs, scripts, shortcuts, installers,
 * documents with macros, pages.
 */
const shownOnly = new Set(
  [
    'txt md log csv tsv json jsonl ndjson yaml yml toml ini xml srt vtt tex bib rtf',
    'jpg jpeg png gif webp bmp tif tiff heic heif avif ico psd raw cr2 nef dng',
    'pdf docx xlsx pptx odt ods odp epub pages numbers key',
    'mp3 wav flac ogg oga opus m4a aac mp4 m4v mov mkv webm avi mpg mpeg',
    'zip tar gz bz2 xz zst 7z rar tgz',
    'parquet geojson gpx stl obj glb ply',
  ].flatMap((line) => line.split(' ')),
)

/** Whether a file is only shown when the system opens it. */
export function isShownOnly(fileName: string): boolean {
  const dot = fileName.lastIndexOf('.')
  return dot > 0 && shownOnly.has(fileName.slice(dot + 1).toLowerCase())
}

/** Opens a saved file with the system's application, or shows it in its folder if it could run something. */
export async function openSaved(
  path: string,
  desktop: Pick<Desktop, 'openFile' | 'showInFolder'>,
): Promise<'opened' | 'shown'> {
  if (isShownOnly(path) && (await desktop.openFile(path))) return 'opened'
  desktop.showInFolder(path)
  return 'shown'
}
