// @ts-check
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isOnPath } from './command.mjs'
import { installDebianPackages } from './debian.mjs'
import { SetupProblem } from './project.mjs'

const virtualDisplay = 'Xvfb'

/**
 * Starts virtual displays if there is no display. They run until this process exits.
 *
 * @param {number} [count] default: one
 * @returns {Promise<Record<string, string>[]>} the environment variables to add for each display. If there is
 * already a display, it is the only one.
 */
export async function ensureDisplays(count = 1) {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env
  if (process.platform !== 'linux' || DISPLAY || WAYLAND_DISPLAY) return [{}]
  if (!isOnPath(virtualDisplay)) {
    await installDebianPackages(['xvfb'], 'There is no display, and no virtual display (Xvfb) is installed.')
  }
  console.log('There is no display. Using a virtual one.')
  return Promise.all(Array.from({ length: count }, startVirtualDisplay))
}

/** @returns {Promise<Record<string, string>>} */
async function startVirtualDisplay() {
  const folder = mkdtempSync(join(tmpdir(), 'remotejob-display-'))
  const authority = join(folder, 'authority')
  writeFileSync(authority, authorityRecord(randomBytes(16)), { mode: 0o600 })
  const args = ['-displayfd', '3', '-screen', '0', '1440x900x24', '-nolisten', 'tcp', '-noreset']
  // Detached, so Ctrl+C does not stop the display before the app has closed its windows.
  const server = spawn(virtualDisplay, [...args, '-auth', authority], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    detached: true,
  })
  process.once('exit', () => {
    server.kill()
    rmSync(folder, { recursive: true, force: true })
  })
  const pipe = /** @type {import('node:stream').Readable} */ (server.stdio[3])
  const number = await new Promise((resolve, reject) => {
    let text = ''
    pipe.on('data', (chunk) => {
      text += chunk
      if (text.includes('\n')) resolve(text.trim())
    })
    server.once('error', reject)
    server.once('exit', (code) =>
      reject(new SetupProblem(`The virtual display did not start (Xvfb exited with code ${code}).`)),
    )
  })
  pipe.destroy()
  server.unref()
  return { DISPLAY: `:${number}`, XAUTHORITY: authority }
}

/**
 * Builds an X authority file with one record that is valid for any display. Without it, every user of this machine
 * could see the window.
 *
 * @param {Buffer} cookie
 */
export function authorityRecord(cookie) {
  const anyFamily = 0xffff
  const fields = [Buffer.alloc(0), Buffer.alloc(0), Buffer.from('MIT-MAGIC-COOKIE-1'), cookie]
  return Buffer.concat([uint16(anyFamily), ...fields.flatMap((field) => [uint16(field.length), field])])
}

/** @param {number} value */
function uint16(value) {
  return Buffer.from([value >> 8, value & 0xff])
}
