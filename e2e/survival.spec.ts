import { readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { type App, launchApp, makeFile } from './app.ts'
import { call } from './call.ts'
import { expect, test } from './fixtures.ts'
import { QueuePage } from './pages/queue-page.ts'

/** Returns the process ID of the Local server, found by the port shown in Settings. */
async function localServerPid(app: App): Promise<number> {
  const { port } = await call(app.page, 'local:get', null)
  const pid = port === null ? null : await pidListeningOn(port)
  if (pid === null) throw new Error('No process listens on the port of the Local server.')
  return pid
}

/** Finds the process that listens on a port, using Linux's /proc tables. */
async function pidListeningOn(port: number): Promise<number | null> {
  const table = await readFile('/proc/net/tcp', 'utf8')
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0')
  const row = table.split('\n').find((line) => line.includes(`0100007F:${hexPort} `) && line.includes(' 0A '))
  const inode = row?.trim().split(/\s+/)[9]
  if (inode === undefined) return null
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const handles = await readdir(`/proc/${name}/fd`).catch(() => [])
    const links = await Promise.all(
      handles.map((handle) => readlink(`/proc/${name}/fd/${handle}`).catch(() => '')),
    )
    if (links.includes(`socket:[${inode}]`)) return Number(name)
  }
  return null
}

test('kill -9 during an upload: the next launch finishes it', async ({ folder, home }) => {
  const path = join(folder, 'film.mov')
  await makeFile(path, 64 * 1024 * 1024)
  const first = await launchApp({ home })
  await new QueuePage(first.page).expectReady()
  // Slow enough to be killed midway.
  await call(first.page, 'settings:set-transfer-limit', { megabytesPerSecond: 8 })
  await first.drop([path])
  const progress = first.page.getByRole('progressbar', { name: 'Progress of film.mov' }).first()
  await expect(progress).toBeVisible()
  await expect
    .poll(async () => Number(await progress.getAttribute('aria-valuenow')), { intervals: [50] })
    .toBeGreaterThan(0)
  await first.kill()

  const second = await launchApp({ home })
  const queue = new QueuePage(second.page)
  await queue.expectReady()
  await call(second.page, 'settings:set-transfer-limit', { megabytesPerSecond: null })
  await queue.expectQueue('Pending', 1, 0)
  await queue.claimNext('Pending')
  await queue.act('Save & finish')
  await expect(queue.job.getByRole('button', { name: 'Show in folder' })).toBeVisible({ timeout: 60_000 })
  expect((await readFile(join(home.downloads, 'film.mov'))).equals(await readFile(path))).toBe(true)
  await second.close()
  expect(second.faults).toEqual([])
})

test('kill -9 while a job is claimed: the next launch recovers the job, and can finish it', async ({
  folder,
  home,
}) => {
  const path = join(folder, 'cat.jpg')
  await makeFile(path, 5_000)
  const first = await launchApp({ home })
  const before = new QueuePage(first.page)
  await before.expectReady()
  await before.submitAndClaim(first, [path])
  await first.kill()

  const second = await launchApp({ home })
  const queue = new QueuePage(second.page)
  await queue.expectReady()
  await expect(queue.row(/cat\.jpg/)).toContainText('Mine')
  await queue.row(/cat\.jpg/).click()
  await expect(queue.job.getByText('Still yours after the restart').first()).toBeVisible()
  await queue.expectQueue('Pending', 0, 1)
  await queue.act('Save & finish')
  await expect(queue.job.getByRole('button', { name: 'Show in folder' })).toBeVisible()
  expect((await readFile(join(home.downloads, 'cat.jpg'))).equals(await readFile(path))).toBe(true)
  await queue.expectQueue('Pending', 0, 0)
  await second.close()
  expect(second.faults).toEqual([])
})

test('quitting releases claimed jobs at once', async ({ folder, home }) => {
  const path = join(folder, 'cat.jpg')
  await makeFile(path, 5_000)
  const first = await launchApp({ home })
  const before = new QueuePage(first.page)
  await before.expectReady()
  await before.submitAndClaim(first, [path])
  await first.close()
  const second = await launchApp({ home })
  const queue = new QueuePage(second.page)
  await queue.expectReady()
  await queue.expectQueue('Pending', 1, 0)
  await second.close()
})

test('quitting keeps claimed jobs if the user chose that, and the next launch recovers them', async ({
  folder,
  home,
}) => {
  const path = join(folder, 'cat.jpg')
  await makeFile(path, 5_000)
  const first = await launchApp({ home })
  const before = new QueuePage(first.page)
  await before.expectReady()
  await before.open('Settings')
  await first.page.getByRole('radio', { name: 'Keep them until their leases run out' }).click()
  await before.openQueue()
  await before.submitAndClaim(first, [path])
  await first.close()

  const second = await launchApp({ home })
  const queue = new QueuePage(second.page)
  await queue.expectReady()
  await queue.row(/cat\.jpg/).click()
  await expect(queue.job.getByText('Still yours after the restart.')).toBeVisible()
  await queue.expectQueue('Pending', 0, 1)
  await queue.act('Release')
  await queue.expectQueue('Pending', 1, 0)
  await second.close()
  expect(second.faults).toEqual([])
})

test('the Local server is killed while the app runs: it restarts, and nothing is lost', async ({
  app,
  folder,
}) => {
  const path = join(folder, 'cat.jpg')
  await makeFile(path, 5_000)
  const queue = new QueuePage(app.page)
  await queue.expectReady()
  await app.drop([path])
  await queue.expectQueue('Pending', 1, 0)
  const pid = await localServerPid(app)
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => localServerPid(app).catch(() => pid), { timeout: 30_000 }).not.toBe(pid)
  // The server listens before it is ready. The window says when it is.
  await expect(app.page.getByRole('button', { name: /^Connection: Local.*, ready$/ })).toBeVisible()
  await queue.claimNext('Pending')
  await expect(queue.job).toContainText('cat.jpg')
  await queue.act('Save & finish')
  await expect(queue.job.getByRole('button', { name: 'Show in folder' })).toBeVisible()
})
