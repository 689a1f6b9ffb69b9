import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { launchApp, makeFile } from './app.ts'
import { expect, test } from './fixtures.ts'
import { QueuePage } from './pages/queue-page.ts'
import { TransfersDrawer } from './pages/transfers-drawer.ts'

test('transfers can be slowed down, paused, reordered and resumed, and stay paused after a kill', async ({
  folder,
  home,
}) => {
  const files = join(folder, 'files')
  await mkdir(files)
  const film = join(folder, 'film.mov')
  await makeFile(film, 60_000_000)
  const names = ['one.txt', 'two.txt', 'three.txt']
  for (const name of names) await makeFile(join(files, name), 2_000_000)

  const first = await launchApp({ home })
  const before = new QueuePage(first.page)
  await before.expectReady()
  const drawer = new TransfersDrawer(first.page)
  await drawer.open('Moving')
  await drawer.chooseLimit('Up to 1 MB/s')
  await first.drop([film])
  const progress = drawer.row('film.mov').getByRole('progressbar')
  await expect.poll(async () => Number(await progress.getAttribute('aria-valuenow'))).toBeGreaterThan(0)
  await expect(before.row(/film\.mov/)).toContainText('Uploading')
  await first.drop(names.map((name) => join(files, name)))
  await expect(drawer.row('three.txt')).toBeVisible()

  await first.page.getByRole('button', { name: 'Pause all' }).click()
  await drawer.open('Waiting')
  for (const name of ['film.mov', ...names]) await expect(drawer.row(name)).toContainText('Paused')
  await first.page.getByRole('button', { name: 'Move three.txt' }).click()
  await first.page.getByRole('menuitem', { name: 'Move to top' }).click()
  await expect(drawer.list.getByRole('listitem').first()).toContainText('three.txt')
  await drawer.row('two.txt').getByRole('button', { name: 'Cancel two.txt' }).click()
  await expect(drawer.row('two.txt')).toHaveCount(0)
  await first.kill()

  const second = await launchApp({ home })
  const queue = new QueuePage(second.page)
  await queue.expectReady()
  const transfers = new TransfersDrawer(second.page)
  await transfers.open('Waiting')
  for (const name of ['film.mov', 'one.txt', 'three.txt'])
    await expect(transfers.row(name)).toContainText('Paused')
  await expect(transfers.row('two.txt')).toHaveCount(0)
  await expect(second.page.getByRole('combobox', { name: 'Speed limit' })).toHaveText('Up to 1 MB/s')
  await transfers.chooseLimit('No speed limit')
  await second.page.getByRole('button', { name: 'Resume all' }).click()
  await transfers.open('Done')
  for (const name of ['film.mov', 'one.txt', 'three.txt'])
    await expect(transfers.row(name)).toContainText('In queue', { timeout: 60_000 })
  await queue.expectQueue('Pending', 3, 0)
  await second.close()
  expect(second.faults).toEqual([])
})
