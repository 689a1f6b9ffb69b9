// @ts-check
// Replaces Electron's default app, which the fallback package lacks. It lets `electron FOLDER` run the app in
// FOLDER.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

const argument = process.argv.slice(1).find((text) => !text.startsWith('-'))
if (argument === undefined) fail('Usage: electron FOLDER')

const folder = resolve(argument)
const manifest = readManifest(join(folder, 'package.json'))
Object.assign(process, { defaultApp: true })
app.setName(manifest.productName ?? manifest.name ?? 'Electron')
// Electron's default app calls these three methods too. The public types lack them.
const internals = /** @type {Electron.App & Record<string, (value: string) => void>} */ (app)
internals['setAppPath']?.(folder)
internals['setVersion']?.(manifest.version ?? '0.0.0')
internals['setDesktopName']?.(manifest.desktopName ?? `${app.name}.desktop`)

// Electron emits `ready` after this file is evaluated, and the await includes the app's main file.
await import(pathToFileURL(resolve(folder, manifest.main ?? 'index.js')).href)

/**
 * @param {string} file
 * @returns {{ name?: string, productName?: string, version?: string, desktopName?: string, main?: string }}
 */
function readManifest(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    return fail(`There is no app in ${folder}: ${String(error)}`)
  }
}

/**
 * @param {string} reason
 * @returns {never}
 */
function fail(reason) {
  console.error(reason)
  process.exit(1)
}
