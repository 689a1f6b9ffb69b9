import { join, sep } from 'node:path'

/** The suffix of an object's file. It distinguishes the key `a` from the folder of `a/b`. */
export const objectSuffix = '._remotejob_object'

/** Returns an object's file. Each part of the key between slashes is a folder, the last part is the file. */
export function objectPath(bucketFolder: string, key: string, suffix = objectSuffix): string {
  const parts = (process.platform === 'win32' ? encodeForWindows(key) : key).split('/')
  return join(bucketFolder, ...parts.slice(0, -1), `${parts.at(-1) ?? ''}${suffix}`)
}

/** Returns the key of a file in a bucket's folder, or `null` if the file is not an object. */
export function keyOfPath(bucketFolder: string, path: string, suffix = objectSuffix): string | null {
  if (!path.endsWith(suffix)) return null
  const key = path
    .slice(bucketFolder.length + 1, -suffix.length)
    .split(sep)
    .join('/')
  return process.platform === 'win32' ? decodeForWindows(key) : key
}

const codes = '(?:3c|3e|3a|22|5c|7c|3f|2a|26)'
/** An ampersand stays as it is, unless it would be taken for a code. */
const encoded = new RegExp(`[<>:"\\\\|?*]|&(?=${codes})`, 'g')
const coded = new RegExp(`&${codes}`, 'g')

/** Encodes the characters that Windows does not allow in names. */
export function encodeForWindows(key: string): string {
  return key.replace(encoded, (character) => `&${Buffer.from(character).toString('hex')}`)
}

/** The reverse of {@link encodeForWindows}. */
export function decodeForWindows(path: string): string {
  return path.replace(coded, (code) => Buffer.from(code.slice(1), 'hex').toString())
}
