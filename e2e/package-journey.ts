import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { expect } from '@playwright/test'
import { launchApp } from './app.ts'
import { call } from './call.ts'
import { QueuePage } from './pages/queue-page.ts'

/**
 * Processes a job with the package in REMOTEJOB_PACKAGE: submits a file, claims its job, saves
 * it, and shows it with a link. `--version`: the version that the package should have. `--earlier NAME`: a
 * job from an earlier run that it should still list. `--root`: the folder in which the app sees its own file
 * system.
 */
const { values } = parseArgs({
  options: {
    home: { type: 'string' },
    root: { type: 'string', default: '' },
    file: { type: 'string', default: 'photo.jpg' },
    version: { type: 'string' },
    earlier: { type: 'string' },
  },
})
const { home: folder = '', root, file, version, earlier } = values

const home = { userData: join(folder, '.config/Remotejob'), downloads: join(folder, 'downloads') }
for (const path of [home.userData, home.downloads]) await mkdir(join(root, path), { recursive: true })
const path = join(folder, file)
await writeFile(join(root, path), `content of ${file}\n`)

const app = await launchApp({ home })
const queue = new QueuePage(app.page)
await queue.expectReady()
await call(app.page, 'settings:set-work', { sendDelaySeconds: 0 })
const running = await app.electron.evaluate(({ app: main }) => ({
  version: main.getVersion(),
  packaged: main.isPackaged,
}))
expect(running).toEqual({ version, packaged: true })
if (earlier !== undefined) await expect(queue.row(new RegExp(earlier))).toBeVisible()

await app.drop([path])
await queue.expectQueue('Pending', 1, 0)
await queue.claimNext('Pending')
await queue.act('Save & finish')
await expect
  .poll(() => readFile(join(root, home.downloads, file), 'utf8').catch(() => null))
  .toBe(`content of ${file}\n`)
await expect(queue.row(new RegExp(file))).toContainText('Finished')

if (root === '') {
  // A link starts a second instance, which passes the link on. The first one shows the job, and changes nothing.
  const detail = await call(app.page, 'jobs:describe', { id: 1 })
  await queue.open('Settings')
  const again = spawn(process.env['REMOTEJOB_PACKAGE'] ?? '', [
    ...(process.env['REMOTEJOB_SANDBOX'] === '0' ? ['--no-sandbox'] : []),
    `--user-data-dir=${home.userData}`,
    `remotejob://job/${detail?.job.messageId}`,
  ])
  await once(again, 'exit')
  await expect(queue.job).toContainText(file)
}
await app.close()
expect(app.faults).toEqual([])
