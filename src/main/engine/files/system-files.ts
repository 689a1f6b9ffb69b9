/** Folders that operating systems create inside other folders. They are skipped with everything in them. */
const folders =
  /^(?:__MACOSX|\.Spotlight-V100|\.Trashes|\.fseventsd|\.TemporaryItems|\.DocumentRevisions-V100|\.AppleDouble|\.Trash-\d+|\$RECYCLE\.BIN|System Volume Information|@eaDir|lost\+found)$/i

const files = [
  // macOS and Windows: folder view settings, thumbnails, and resource forks of other files.
  /^(?:\.DS_Store|\.localized|Icon\r|\._.+|Thumbs\.db|ehthumbs(?:_vista)?\.db|desktop\.ini)$/i,
  // Lock files of office programs, and deleted files that are still open.
  /^(?:~\$.+|\.~lock\..+#|\.nfs[0-9a-f]+|\.fuse_hidden[0-9a-f]+)$/i,
  // Incomplete downloads, including this app's.
  /\.(?:part|partial|crdownload|opdownload)$|^remotejob-[0-9a-f]{12}\.part\.state$/i,
]

/**
 * True if this is a hidden file of a system or a program, such as `.DS_Store`. `name` excludes the folder.
 */
export function isSystemFile(name: string, isFolder: boolean): boolean {
  return isFolder ? folders.test(name) : files.some((pattern) => pattern.test(name))
}
