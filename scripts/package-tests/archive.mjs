// @ts-check
import { readFile } from 'node:fs/promises'

/** @typedef {{ files?: Record<string, ArchiveEntry>, unpacked?: boolean, size?: number }} ArchiveEntry */

/**
 * Returns the paths of the files in an asar archive.
 *
 * @param {string} file
 * @returns {Promise<string[]>}
 */
export async function archivedFiles(file) {
  const bytes = await readFile(file)
  // Two length prefixes, each in its own block, come before the directory, which is JSON.
  const length = bytes.readUInt32LE(12)
  return paths(JSON.parse(bytes.toString('utf8', 16, 16 + length)), '')
}

/**
 * @param {ArchiveEntry} entry
 * @param {string} path
 * @returns {string[]}
 */
function paths({ files }, path) {
  if (files === undefined) return [path]
  return Object.entries(files).flatMap(([name, entry]) =>
    paths(entry, path === '' ? name : `${path}/${name}`),
  )
}

/** The files that ship: the build, the packages that it loads at run time, and package.json. */
const shipped = [
  /^package\.json$/,
  /^out\/(?:main|preload|renderer)\//,
  /^node_modules\/(?:libsql|@libsql\/[a-z0-9-]+|@neon-rs\/load|detect-libc)\//,
]

const kept =
  /\.(?:js|cjs|mjs|json|node|html|css|woff2|png|svg|wasm|bcmap|pfb|ttf|icc|md)$|\/licen[cs]e[^/]*$/i
const unwanted = /\.map$|\.env|\.d\.ts$|\.tsx?$|(?:^|\/)(?:__)?tests?(?:__)?\/|\.(?:test|spec)\./i

/**
 * Explains which files should not be in a package's archive.
 *
 * @param {readonly string[]} files
 */
export function archiveProblems(files) {
  return files.flatMap((file) => {
    if (!shipped.some((part) => part.test(file))) return [`${file} is not part of the app.`]
    return unwanted.test(file) || !kept.test(file) ? [`${file} is only for developers.`] : []
  })
}
