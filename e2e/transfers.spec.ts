import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type App, launchApp, makeFile } from './app.ts'
import { expect, test } from './fixtures.ts'
import { QueuePage } from './pages/queue-page.ts'

async function chooseLimit(app: App, name: string): Promise<void> {
  await app.page.getByRole('combobox', { name: 'Speed limit' }).click()
  await app.page.getByRole('option', { name, exact: true }).click()
}

function row(app: App, name: string) {
  return app.page
    .getByRole('region', { name: 'List of transfers' })
    .getByRole('listitem')
    .filter({ hasText: name })
}

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
  await before.openTransfers('Moving')
  await chooseLimit(first, 'Up to 1 MB/s')
  await first.drop([film])
  const progress = row(first, 'film.mov').getByRole('progressbar')
  await expect.poll(async () => Number(await progress.getAttribute('aria-valuenow'))).toBeGreaterThan(0)
  await first.drop(names.map((name) => join(files, name)))
  await before.openTransfers('Waiting')
  await expect(row(first, 'three.txt')).toBeVisible()

  await first.page.getByRole('button', { name: 'Pause all' }).click()
  for (const name of ['film.mov', ...names]) await expect(row(first, name)).toContainText('Paused')
  await first.page.getByRole('button', { name: 'Move three.txt' }).click()
  await first.page.getByRole('menuitem', { name: 'Move to top' }).click()
  const listed = first.page.getByRole('region', { name: 'List of transfers' }).getByRole('listitem')
  await expect(listed.first()).toContainText('three.txt')
  await row(first, 'two.txt').getByRole('button', { name: 'Cancel two.txt' }).click()
  await expect(row(first, 'two.txt')).toHaveCount(0)
  await first.kill()

  const second = await launchApp({ home })
  const queue = new QueuePage(second.page)
  await queue.expectReady()
  await queue.openTransfers('Waiting')
  for (const name of ['film.mov', 'one.txt', 'three.txt'])
    await expect(row(second, name)).toContainText('Paused')
  await expect(row(second, 'two.txt')).toHaveCount(0)
  await expect(second.page.getByRole('combobox', { name: 'Speed limit' })).toHaveText('Up to 1 MB/s')
  await chooseLimit(second, 'No speed limit')
  await second.page.getByRole('button', { name: 'Resume all' }).click()
  await queue.openTransfers('Done')
  for (const name of ['film.mov', 'one.txt', 'three.txt'])
    await expect(row(second, name)).toContainText('In queue', { timeout: 60_000 })
  await queue.expectLane('Pending', 3, 0)
  await second.close()
  expect(second.faults).toEqual([])
})
