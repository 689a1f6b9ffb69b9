import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { expect } from '@playwright/test'
import { launchApp } from './app.ts'
import { call } from './call.ts'
import { QueuePage } from './pages/queue-page.ts'

/**
 * Plays one job with a package, which REMOTEJOB_PACKAGE names: submits a file, claims its job and saves it.
 * `--version`: the version that the package should have. `--earlier NAME`: a job of an earlier run that it should
 * still know. `--root`: the folder in which the app sees its own file system.
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
const facts = await app.electron.evaluate(({ app: main }) => ({
  version: main.getVersion(),
  packaged: main.isPackaged,
}))
expect(facts).toEqual({ version, packaged: true })
if (earlier !== undefined) await expect(queue.row(new RegExp(earlier))).toBeVisible()

await app.drop([path])
await queue.expectLane('Pending', 1, 0)
await queue.claimNext('Pending')
await queue.act('Save & finish')
await expect
  .poll(() => readFile(join(root, home.downloads, file), 'utf8').catch(() => null))
  .toBe(`content of ${file}\n`)
await expect(queue.row(new RegExp(file))).toContainText('Finished')
await app.close()
expect(app.faults).toEqual([])
