// @ts-check
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { SetupProblem } from '../setup/project.mjs'
import { collect } from './owned-process.mjs'

/** Long, because the first launch downloads and builds everything. */
const startTimeoutMs = 15 * 60_000

const notice = 'Remotejob runs without a sandbox'

/**
 * Runs `npm start` in the user's checkout, waits until the window shows the queue and the notice, and quits.
 *
 * @param {string} root the system's folder
 * @param {ReturnType<typeof import('./enter.mjs').systemIn>} system
 */
export async function startApp(root, system) {
  const userData = `${system.home}/user-data`
  const portFile = join(root, userData, 'DevToolsActivePort')
  await rm(portFile, { force: true })
  const switches = `--remote-debugging-port=0 --user-data-dir=${userData}`
  const child = system.spawn(`cd remotejob && npm start -- ${switches}`)
  const printed = collect(child)
  try {
    await closeWindow(await devToolsPort(portFile, child))
    const [code] = await once(child, 'close', { signal: AbortSignal.timeout(60_000) })
    if (code !== 0) throw new SetupProblem(`npm start exited with code ${code}.`)
    if (!printed().includes('WARNING: ')) throw new SetupProblem('npm start printed no warning.')
  } catch (error) {
    child.kill('SIGKILL')
    const reason = error instanceof Error ? error.message : String(error)
    throw new SetupProblem(`npm start failed: ${reason}\nIt printed:\n${printed().trim()}`)
  }
}

/**
 * @param {string} file where Chromium writes its port
 * @param {import('node:child_process').ChildProcess} child
 */
async function devToolsPort(file, child) {
  const deadline = Date.now() + startTimeoutMs
  while (Date.now() < deadline) {
    const [port] = (await readFile(file, 'utf8').catch(() => '')).split('\n')
    if (port) return Number(port)
    const end = child.exitCode ?? child.signalCode
    if (end !== null) throw new Error(`it exited with ${end} before the window opened.`)
    await pause(200)
  }
  throw new Error('the window did not open.')
}

/** @param {number} port */
async function closeWindow(port) {
  // Imported here, because the dependencies may not be installed when this script starts.
  const { chromium } = await import('@playwright/test')
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
  const context = browser.contexts()[0]
  const page = context?.pages()[0] ?? (await context?.waitForEvent('page'))
  if (page === undefined) throw new Error('there is no page.')
  await page.getByRole('heading', { level: 1, name: 'demo' }).waitFor()
  await page.getByText(notice).waitFor()
  const session = await browser.newBrowserCDPSession()
  // The app may quit before it responds. The caller waits for the exit.
  await session.send('Browser.close').catch(() => undefined)
}
