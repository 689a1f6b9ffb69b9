// @ts-check
import { readFile, readdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { isPermissive, standardText } from './audit/licence-terms.mjs'
import { SetupProblem, projectFolder } from './setup/project.mjs'

/**
 * @typedef {object} ShippedPackage
 * @property {string} name
 * @property {string} version
 * @property {string} licence its SPDX expression
 * @property {string} text the licence, and the package's notices if it has any
 */

/** The parts of the app. For each, the build lists the packages whose code or files are in it. */
const halves = ['main', 'preload', 'renderer']
const textFiles = /^(?:licen[cs]e|copying|notice)/i

/**
 * Returns every package in the built app: the bundled ones, the packages that it loads at run time with their
 * own dependencies, and Electron. Chromium's own notices are a file in Electron's distribution.
 *
 * @param {string} [folder] the project folder, with a finished build
 * @returns {Promise<ShippedPackage[]>} sorted by name
 */
export async function shippedPackages(folder = projectFolder) {
  const folders = new Set([join('node_modules', 'electron')])
  for (const half of halves) {
    for (const path of await bundledPackages(folder, half)) folders.add(path)
  }
  for (const path of await packagesAtRunTime(folder)) folders.add(path)
  const packages = await Promise.all([...folders].map((path) => describe(resolve(folder, path))))
  return packages
    .map((each) => ({ ...each, text: each.text || textOfSibling(each, packages) }))
    .toSorted((one, other) => (`${one.name}@${one.version}` < `${other.name}@${other.version}` ? -1 : 1))
}

/**
 * Returns the folders of the packages that the app loads at run time, with their own dependencies. They are
 * not bundled.
 *
 * @param {string} [folder] the project folder
 */
export async function packagesAtRunTime(folder = projectFolder) {
  /** @type {Set<string>} */
  const found = new Set()
  const { dependencies } = await manifestOf(folder)
  for (const name of Object.keys(dependencies ?? {})) await addWithDependencies(folder, '', name, found)
  return [...found]
}

/**
 * Returns the problems with the licences: not permissive, or without a text.
 *
 * @param {readonly ShippedPackage[]} packages
 * @returns {string[]}
 */
export function licenceProblems(packages) {
  return packages.flatMap(({ name, version, licence, text }) => {
    if (!isPermissive(licence)) return [`${name} ${version} has the licence “${licence}”.`]
    return text === '' ? [`${name} ${version} comes without its licence text.`] : []
  })
}

/**
 * Returns the notices that ship with the app.
 *
 * @param {readonly ShippedPackage[]} packages
 */
export function noticesText(packages) {
  const rule = '-'.repeat(78)
  const parts = packages.map(
    ({ name, version, licence, text }) =>
      `${rule}\n${name} ${version} (${licence})\n${rule}\n\n${text.trim()}\n`,
  )
  return `Remotejob contains the following packages.\n\n${parts.join('\n')}`
}

/**
 * @param {string} folder
 * @param {string} half
 * @returns {Promise<string[]>}
 */
async function bundledPackages(folder, half) {
  const file = join(folder, 'out', half, 'packages.json')
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) throw new SetupProblem(`${file} is missing. Build the app first: npm run build`)
  return JSON.parse(text)
}

/**
 * Adds an installed package and its dependencies. Packages for other platforms are not installed.
 *
 * @param {string} folder
 * @param {string} from the folder of the package that needs it
 * @param {string} name
 * @param {Set<string>} found
 */
async function addWithDependencies(folder, from, name, found) {
  const path = await findInstalled(folder, from, name)
  if (path === undefined || found.has(path)) return
  found.add(path)
  const { dependencies, optionalDependencies } = await manifestOf(join(folder, path))
  for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) {
    await addWithDependencies(folder, path, needed, found)
  }
}

/**
 * Finds a package as Node does, from the inner node_modules to the outer one.
 *
 * @param {string} folder
 * @param {string} from
 * @param {string} name
 */
async function findInstalled(folder, from, name) {
  for (let at = from; ; at = dirname(at) === '.' ? '' : dirname(at)) {
    const path = join(at, 'node_modules', name)
    const exists = await readFile(join(folder, path, 'package.json')).catch(() => undefined)
    if (exists !== undefined) return path
    if (at === '') return undefined
  }
}

/**
 * @param {string} folder
 * @returns {Promise<ShippedPackage>}
 */
async function describe(folder) {
  const { name, version, license, author } = await manifestOf(folder)
  const licence = typeof license === 'string' ? license : (license?.type ?? 'unknown')
  const files = (await readdir(folder)).filter((file) => textFiles.test(file)).toSorted()
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8').catch(() => '')))
  const own = texts.filter((text) => text.trim() !== '').join('\n\n')
  return { name, version, licence, text: own || standardText(licence, author) }
}

/**
 * Returns the licence text of another package by the same publisher, because some packages of a family lack
 * it.
 *
 * @param {ShippedPackage} wanted
 * @param {readonly ShippedPackage[]} packages
 */
function textOfSibling({ name, licence }, packages) {
  const [scope = ''] = name.startsWith('@') ? name.split('/') : []
  const sibling = packages.find(
    (other) =>
      scope !== '' && other.name.startsWith(`${scope}/`) && other.licence === licence && other.text !== '',
  )
  return sibling?.text ?? ''
}

/** @param {string} folder */
async function manifestOf(folder) {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
}
