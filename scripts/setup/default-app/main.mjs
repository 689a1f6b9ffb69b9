// @ts-check
// Stands in for the default app that Electron's own download has and the npm package lacks:
// with it `electron FOLDER` runs the app in FOLDER.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

const argument = process.argv.slice(1).find((text) => !text.startsWith('-'))
if (argument === undefined) fail('Please name the folder of an app: electron FOLDER')

const folder = resolve(argument)
const manifest = readManifest(join(folder, 'package.json'))
Object.assign(process, { defaultApp: true })
app.setName(manifest.productName ?? manifest.name ?? 'Electron')
// Electron's own default app calls these three too; the public types leave them out.
const inside = /** @type {Electron.App & Record<string, (value: string) => void>} */ (app)
inside['setAppPath']?.(folder)
inside['setVersion']?.(manifest.version ?? '0.0.0')
inside['setDesktopName']?.(manifest.desktopName ?? `${app.name}.desktop`)

// Electron holds back `ready` until this file is evaluated, and so until the app's own is.
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
