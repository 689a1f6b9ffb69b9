import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { launchApp, makeFile } from './app.ts'
import { call } from './call.ts'
import { expect, test } from './fixtures.ts'
import { QueuePage } from './pages/queue-page.ts'

test('finds a finished job among all jobs after a restart', async ({ home, folder }) => {
  const path = join(folder, 'Zoë’s cat.jpg')
  await makeFile(path, 2_000)
  const first = await launchApp({ home })
  const queue = new QueuePage(first.page)
  await queue.expectReady()
  await queue.submitAndClaim(first, [path])
  await queue.act('Save & finish')
  await queue.expectQueue('Pending', 0, 0)
  await first.close()

  const second = await launchApp({ home })
  await new QueuePage(second.page).open('All jobs')
  await expect(second.page.getByText('1 job on this computer')).toBeVisible()
  await second.page.getByRole('searchbox', { name: 'Find jobs' }).fill('ZOË')
  const all = new QueuePage(second.page)
  await all.row(/Zoë’s cat\.jpg/).click()
  const timeline = all.job.getByRole('list', { name: 'Timeline' })
  await expect(timeline.getByRole('listitem')).toContainText([
    'Finished',
    'Saved',
    'Claimed by you',
    'In queue',
    'Uploaded',
    'Submitted',
  ])

  const csv = join(folder, 'history.csv')
  await second.chooseSavePath(csv)
  await second.page.getByRole('button', { name: 'Export' }).click()
  await second.page.getByRole('menuitem', { name: /CSV/ }).click()
  await expect(second.page.getByText('1 job exported')).toBeVisible()
  expect(await readFile(csv, 'utf8')).toContain('Zoë’s cat.jpg')
  await second.close()
  expect([...first.faults, ...second.faults]).toEqual([])
})

test('a restart keeps the filter, the search, the selection, the position and the chart', async ({
  home,
  folder,
}) => {
  const scans = Array.from({ length: 80 }, (_, index) => join(folder, `scan-${100 + index}.txt`))
  const paths = [...scans, join(folder, 'other.txt')]
  await Promise.all(paths.map((path) => makeFile(path, 10)))
  const first = await launchApp({ home })
  const before = new QueuePage(first.page)
  await before.expectReady()
  await call(first.page, 'settings:set-work', { sendDelaySeconds: 0 })
  await first.drop(paths)
  await before.expectQueue('Pending', 81, 0)
  await before.filter('In queue')
  await first.page.getByRole('searchbox', { name: 'Find jobs' }).fill('scan')
  await expect(before.row(/other\.txt/)).toHaveCount(0)
  await first.page.getByRole('button', { name: 'Name', exact: true }).click()
  await first.page.getByRole('button', { name: /^Charts of/ }).click()
  await first.page.keyboard.press('End')
  await first.page.keyboard.press('Shift+ArrowUp')
  await expect(before.row(/scan-178\.txt/)).toHaveAttribute('aria-selected', 'true')
  await first.close()

  const second = await launchApp({ home })
  const after = new QueuePage(second.page)
  await after.expectReady()
  await expect(second.page.getByRole('searchbox', { name: 'Find jobs' })).toHaveValue('scan')
  await expect(second.page.getByRole('button', { name: /^In queue/, pressed: true })).toBeVisible()
  // The last row may be below the bar for the selected jobs.
  await expect(after.row(/scan-178\.txt/)).toBeInViewport()
  for (const name of [/scan-178\.txt/, /scan-179\.txt/]) {
    await expect(after.row(name)).toHaveAttribute('aria-selected', 'true')
  }
  await expect(after.row(/scan-177\.txt/)).toHaveAttribute('aria-selected', 'false')
  await expect(after.row(/scan-100\.txt/)).toHaveCount(0)
  await expect(second.page.getByRole('region', { name: 'Job scan-178.txt' })).toBeVisible()
  await expect(second.page.getByRole('button', { name: /^Charts of/, expanded: true })).toBeVisible()
  await second.close()
  expect([...first.faults, ...second.faults]).toEqual([])
})

test('starts a new history if the existing one is damaged, and shows a notice', async ({ home }) => {
  await writeFile(join(home.userData, 'ledger.sqlite'), 'not a database '.repeat(1_000))
  const app = await launchApp({ home })
  const queue = new QueuePage(app.page)
  await queue.expectReady()
  await expect(app.page.getByText('The history was damaged, so a new one was started')).toBeVisible()
  await app.page.getByRole('button', { name: 'Dismiss' }).click()
  await expect(app.page.getByText('The history was damaged, so a new one was started')).toBeHidden()
  await app.close()
  expect(app.faults).toEqual([])
})
