/** A file's kind, guessed from its name and content type. */
export type FileKind = 'image' | 'video' | 'audio' | 'document' | 'table' | 'archive' | 'code' | 'other'

const kindsByExtension: Readonly<Record<FileKind, readonly string[]>> = {
  image: ['avif', 'bmp', 'gif', 'heic', 'jpeg', 'jpg', 'png', 'psd', 'svg', 'tif', 'tiff', 'webp'],
  video: ['avi', 'm4v', 'mkv', 'mov', 'mp4', 'mpeg', 'webm'],
  audio: ['aac', 'aiff', 'flac', 'm4a', 'mp3', 'ogg', 'wav'],
  document: ['doc', 'docx', 'epub', 'md', 'odt', 'pages', 'pdf', 'ppt', 'pptx', 'rtf', 'txt'],
  table: ['csv', 'numbers', 'ods', 'parquet', 'tsv', 'xls', 'xlsx'],
  archive: ['7z', 'bz2', 'gz', 'rar', 'tar', 'xz', 'zip', 'zst'],
  code: ['css', 'go', 'html', 'java', 'js', 'json', 'py', 'rs', 'sh', 'sql', 'ts', 'xml', 'yaml', 'yml'],
  other: [],
}

const kindByExtension = new Map(
  (Object.entries(kindsByExtension) as [FileKind, readonly string[]][]).flatMap(([kind, extensions]) =>
    extensions.map((extension) => [extension, kind] as const),
  ),
)

/** Uses the content type if it is specific, otherwise the file extension. */
export function fileKind(fileName: string, contentType: string | null): FileKind {
  const family = contentType?.split('/', 1)[0]
  if (family === 'image' || family === 'video' || family === 'audio') return family
  const extension = fileName.slice(fileName.lastIndexOf('.') + 1).toLowerCase()
  return kindByExtension.get(extension) ?? 'other'
}
