// @ts-check
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SetupProblem, projectFolder } from '../setup/project.mjs'

/** What every package says about the app. */
export const product = {
  name: 'Remotejob',
  appId: 'io.github.remotejob.desktop',
  /** The name of the executable, of the Debian package and of the desktop file. */
  command: 'remotejob',
  scheme: 'remotejob',
  summary: 'Dashboard for remote jobs over S3 and SQS',
  description: [
    'Drop files on the window to submit them and get their results back, see at a glance what is stuck, dead or',
    'slow, and work on jobs by hand. It works with AWS and with any S3- and SQS-compatible server, and brings a',
    'server of its own to start with.',
  ].join(' '),
  author: 'The Remotejob authors',
  /** A package needs an address. Nobody reads this one: problems are reported on the web page of the project. */
  email: 'remotejob@users.noreply.github.com',
  keywords: ['jobs', 'queue', 'SQS', 'S3', 'AWS'],
}

export const packagingFolder = join(projectFolder, 'packaging')
export const distFolder = join(projectFolder, 'dist')

/**
 * The kinds of files that a user may open with the app: those that it can show. None of them opens with it by
 * default where the system has another program for them.
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
 * The version of a package: the one that is asked for (a release takes it from its tag), or else that of
 * package.json.
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
