// @ts-check Runs the app in the folder BENCH_APP as Electron would, and prints when its first window shows.
// Both apps of the comparison start through this script.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

const folder = process.env['BENCH_APP'] ?? ''
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
app.setName(manifest.productName)
const internals = /** @type {Electron.App & Record<string, (value: string) => void>} */ (app)
internals['setAppPath']?.(folder)
internals['setVersion']?.(manifest.version)

app.once('browser-window-created', (_event, window) => {
  window.once('show', () => process.stdout.write(`window shown ${Date.now()}\n`))
})
await import(pathToFileURL(join(folder, manifest.main)).href)
