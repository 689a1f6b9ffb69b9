// @ts-check
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { packagesAtRunTime } from '../licences.mjs'
import { projectFolder } from '../setup/project.mjs'
import { product } from './product.mjs'
import { updateFeed } from './update-manifest.mjs'

const halves = ['main', 'preload', 'renderer']

/** The files that a package needs at run time. Documentation, types and sources are left out. */
const runtimeFile = /(?:\.(?:js|cjs|mjs|json|node)|^licen[cs]e[^/]*)$/i

/** Build output for other scripts, and source maps if they are enabled. */
const buildOnly = /^(?:packages\.json|\..*)$|\.map$/

/**
 * Fills a folder with exactly what ships in the archive: the build, the packages that it loads at run time,
 * and a package.json.
 *
 * @param {string} folder
 * @param {string} version
 * @param {import('./update-manifest.mjs').Feed} [updates] the feed, if not that of package.json
 */
export async function stageApp(folder, version, updates) {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const half of halves) {
    await cp(join(projectFolder, 'out', half), join(folder, 'out', half), {
      recursive: true,
      filter: (path) => !buildOnly.test(basename(path)),
    })
  }
  for (const path of await packagesAtRunTime()) {
    // Electron needs the GNU C library, so it never loads files built for another one.
    if (path.endsWith('-musl')) continue
    await copyPackage(join(projectFolder, path), join(folder, path))
  }
  const manifest = JSON.parse(await readFile(join(projectFolder, 'package.json'), 'utf8'))
  await writeFile(
    join(folder, 'package.json'),
    `${JSON.stringify(appManifest({ ...manifest, ...(updates && { updates }) }, version), null, 2)}\n`,
  )
}

/**
 * Returns the package.json of the packaged app.
 *
 * @param {Record<string, unknown>} manifest that of the project
 * @param {string} version
 */
export function appManifest({ name, productName, license, type, main, dependencies, updates }, version) {
  const feed = updateFeed({ updates })
  return {
    name,
    productName,
    version,
    description: product.summary,
    author: { name: product.author, email: product.email },
    license,
    type,
    main,
    // The desktop uses this name to find the window's icon under Wayland.
    desktopName: `${product.command}.desktop`,
    dependencies,
    ...(feed !== null && { updates: feed }),
  }
}

/**
 * @param {string} from
 * @param {string} to
 */
async function copyPackage(from, to) {
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    const path = relative(from, join(entry.parentPath, entry.name))
    // Nested packages are copied separately.
    if (!entry.isFile() || path.split(sep).includes('node_modules') || !runtimeFile.test(entry.name)) continue
    await mkdir(dirname(join(to, path)), { recursive: true })
    await cp(join(from, path), join(to, path))
  }
}

/**
 * Returns a built script and everything that it imports.
 *
 * @param {string} script
 * @returns {Promise<string[]>} the files
 */
export async function scriptWithImports(script) {
  const found = new Set([script])
  // The set grows during the iteration.
  for (const file of found) {
    const text = await readFile(file, 'utf8')
    for (const [, path = ''] of text.matchAll(/\b(?:from|import) ?\(?["'](\.{1,2}\/[^"']+)["']/g)) {
      found.add(resolve(dirname(file), path))
    }
  }
  return [...found]
}
