import { createServer } from 'node:https'
import { copyFile, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { expect } from '@playwright/test'
import { privateCa, privateCertificate } from '../src/main/engine/testing/proxies/private-ca.ts'
import { launchApp } from './app.ts'
import { QueuePage } from './pages/queue-page.ts'

/**
 * Lets the package in REMOTEJOB_PACKAGE, whose update feed is on `--port`, find and download a newer version.
 * `--site` is the folder with the release. First checks that a modified package is rejected. At the end,
 * replaces the program while it runs.
 */
const { values } = parseArgs({
  options: { home: { type: 'string' }, site: { type: 'string' }, port: { type: 'string' } },
})
const { home: folder = '', site = '', port = '' } = values

const [name = ''] = (await readdir(site)).filter((file) => file !== 'updates.json')
const genuine = await readFile(join(site, name))
const requests: string[] = []
const server = createServer(privateCertificate, (request, response) => {
  requests.push(request.url ?? '')
  void readFile(join(site, request.url ?? '')).then(
    (content) => response.end(content),
    () => response.writeHead(404).end(),
  )
})
await new Promise<void>((resolve) => server.listen(Number(port), '127.0.0.1', resolve))
const authority = join(folder, 'authority.pem')
const home = { userData: join(folder, '.config/Remotejob'), downloads: join(folder, 'downloads') }
for (const path of [home.userData, home.downloads]) await mkdir(path, { recursive: true })
await writeFile(authority, privateCa)

// Electron removes this variable, so the packaged app has to restore it.
const app = await launchApp({ home, env: { NODE_EXTRA_CA_CERTS: authority } })
const { page } = app
await new QueuePage(page).expectReady()
await new QueuePage(page).open('Settings')
const updates = page.getByRole('region', { name: 'Updates' })
expect(requests).toEqual([])
await updates.getByRole('button', { name: 'Check now' }).click()
await expect(updates).toContainText('Remotejob 999.0.0 is available.')

await writeFile(join(site, name), Buffer.from(genuine).fill('!', 0, 1))
await updates.getByRole('button', { name: /^Download/ }).click()
await expect(updates).toContainText('is not the one that its publisher has signed')
expect(await readdir(home.downloads)).toEqual([])

await writeFile(join(site, name), genuine)
await updates.getByRole('button', { name: /^Download/ }).click()
await expect(updates.getByRole('button', { name: 'Show in folder' })).toBeVisible()
expect(await readFile(join(home.downloads, name))).toEqual(genuine)

// Renames a new file over the old one, like a package manager. The app checks every 20 seconds.
const program = process.env['REMOTEJOB_PACKAGE'] ?? ''
await copyFile(program, `${program}.new`)
await rename(`${program}.new`, program)
await expect(page.getByRole('button', { name: 'Restart to update' })).toBeEnabled({ timeout: 90_000 })
await app.close()
expect(app.faults).toEqual([])
server.closeAllConnections()
server.close()
