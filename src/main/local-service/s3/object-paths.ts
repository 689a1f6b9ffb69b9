import { join, sep } from 'node:path'

/** What the file of an object is called after its key. It keeps the key `a` apart from the folder of `a/b`. */
export const objectSuffix = '._remotejob_object'

/** The file of an object. Each part of the key between slashes is a folder, the last one the file. */
export function objectPath(bucketFolder: string, key: string, suffix = objectSuffix): string {
  const parts = encodeKey(key).split('/')
  return join(bucketFolder, ...parts.slice(0, -1), `${parts.at(-1) ?? ''}${suffix}`)
}

/** The key of a file in a bucket's folder; null where the file is no object. */
export function keyOfPath(bucketFolder: string, path: string, suffix = objectSuffix): string | null {
  if (!path.endsWith(suffix)) return null
  return decodeKey(
    path
      .slice(bucketFolder.length + 1, -suffix.length)
      .split(sep)
      .join('/'),
  )
}

/** Windows does not take these characters in names. */
function encodeKey(key: string): string {
  if (process.platform !== 'win32') return key
  return key.replace(/[<>:"\\|?*]/g, (character) => `&${Buffer.from(character).toString('hex')}`)
}

function decodeKey(path: string): string {
  if (process.platform !== 'win32') return path
  return path.replace(/&../g, (entity) => Buffer.from(entity.slice(1), 'hex').toString())
}
