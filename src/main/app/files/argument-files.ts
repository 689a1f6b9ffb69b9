import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const maxFiles = 10_000

/**
 * Returns the files among the app's arguments. With `isDefaultApp`, the first argument that is not
 * a switch is the app itself. Relative paths are resolved against `folder`.
 */
export function argumentFiles(
  argv: readonly string[],
  { isDefaultApp, folder }: { readonly isDefaultApp: boolean; readonly folder: string },
): string[] {
  const given = argv.slice(1).filter((argument) => argument !== '' && !argument.startsWith('-'))
  return given.slice(isDefaultApp ? 1 : 0).flatMap((argument) => pathOf(argument, folder))
}

/** Returns the files that a second instance passes on. Any of the user's programs may send such a message. */
export function filesOfInstance(given: unknown): string[] {
  const files = typeof given === 'object' && given !== null && 'files' in given ? given.files : null
  return Array.isArray(files) ? files.filter((file) => typeof file === 'string').slice(0, maxFiles) : []
}

function pathOf(argument: string, folder: string): string[] {
  // A file's name may contain a colon, too.
  if (!/^(?:[a-z][a-z0-9+.-]+:\/\/|file:|remotejob:)/i.test(argument)) return [resolve(folder, argument)]
  // Desktops pass some files as URLs. Other URLs are not files.
  try {
    return argument.startsWith('file:') ? [fileURLToPath(argument)] : []
  } catch {
    return []
  }
}
