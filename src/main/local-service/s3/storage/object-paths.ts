import { join, sep } from 'node:path'

/** The suffix of an object's file. It distinguishes the key `a` from the folder of `a/b`. */
export const objectSuffix = '._remotejob_object'

/** Returns an object's file. Each part of the key between slashes is a folder, the last part is the file. */
export function objectPath(bucketFolder: string, key: string, suffix = objectSuffix): string {
  const parts = encodeKey(key).split('/')
  return join(bucketFolder, ...parts.slice(0, -1), `${parts.at(-1) ?? ''}${suffix}`)
}

/** Returns the key of a file in a bucket's folder, or `null` if the file is not an object. */
export function keyOfPath(bucketFolder: string, path: string, suffix = objectSuffix): string | null {
  if (!path.endsWith(suffix)) return null
  return decodeKey(
    path
      .slice(bucketFolder.length + 1, -suffix.length)
      .split(sep)
      .join('/'),
  )
}

/** Windows does not allow these characters in names. */
function encodeKey(key: string): string {
  if (process.platform !== 'win32') return key
  return key.replace(/[<>:"\\|?*]/g, (character) => `&${Buffer.from(character).toString('hex')}`)
}

function decodeKey(path: string): string {
  if (process.platform !== 'win32') return path
  return path.replace(/&../g, (entity) => Buffer.from(entity.slice(1), 'hex').toString())
}
