// @ts-check
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SetupProblem, projectFolder } from '../setup/project.mjs'

/** The product information in every package. */
export const product = {
  name: 'Remotejob',
  appId: 'io.github.remotejob.desktop',
  /** The name of the executable, the Debian package and the desktop file. */
  command: 'remotejob',
  scheme: 'remotejob',
  summary: 'Dashboard for remote jobs over S3 and SQS',
  description: [
    'Drop files on the window to submit them and get their results back. See at a glance what is stuck, dead or',
    'slow, and work on jobs by hand. It works with AWS and with any S3- and SQS-compatible server, and comes with',
    'its own server to start with.',
  ].join(' '),
  author: 'The Remotejob authors',
  /**
   * A package needs an email address. Nobody reads this one: problems are reported on the project's web page.
   */
  email: 'remotejob@users.noreply.github.com',
  keywords: ['jobs', 'queue', 'SQS', 'S3', 'AWS'],
}

export const packagingFolder = join(projectFolder, 'packaging')
export const distFolder = join(projectFolder, 'dist')

/**
 * The file types that the app can show, so that the user may open them with it. It is not the default for any
 * type that another program handles.
 */
export const mimeTypes = [
  'application/json',
  'application/pdf',
  'application/x-tar',
  'application/zip',
  'application/gzip',
  'audio/mpeg',
  'audio/ogg',
  'audio/x-wav',
  'image/gif',
  'image/jpeg',
  'image/png',
  'image/svg+xml',
  'image/webp',
  'text/csv',
  'text/plain',
  'video/mp4',
  'video/webm',
]

/**
 * Returns a package's version: the requested one (a release uses its tag), or else that of package.json.
 *
 * @param {string | undefined} wanted such as v1.2.3 or 1.2.3
 */
export async function packageVersion(wanted) {
  const { version } = JSON.parse(await readFile(join(projectFolder, 'package.json'), 'utf8'))
  return wanted === undefined ? /** @type {string} */ (version) : versionOfTag(wanted)
}

/** @param {string} tag */
export function versionOfTag(tag) {
  const [, version] = /^v?(\d+\.\d+\.\d+(?:-[0-9a-z]+(?:\.[0-9a-z]+)*)?)$/.exec(tag) ?? []
  if (version === undefined) {
    throw new SetupProblem(`“${tag}” is not a version. Please pass one such as v1.2.3 or 1.2.3-beta.1.`)
  }
  return version
}
