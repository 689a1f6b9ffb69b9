import { execFileSync } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from './fixtures.ts'
import { QueuePage } from './pages/queue-page.ts'

test.skip(process.platform === 'win32', 'Windows has neither pipes nor such names.')

test('submits a folder with links, pipes and system files, and asks about, reports or counts the rest', async ({
  app,
  folder,
}) => {
  const drop = join(folder, 'drop')
  const outside = join(folder, 'outside')
  await mkdir(drop)
  await mkdir(outside)
  await writeFile(join(outside, 'private.txt'), 'private')
  await writeFile(join(drop, 'photo.jpg'), 'photo')
  await writeFile(join(drop, '.DS_Store'), 'system')
  await writeFile(Buffer.concat([Buffer.from(`${drop}/gro`), Buffer.from([0xdf]), Buffer.from('.txt')]), 'x')
  await symlink(outside, join(drop, 'link-out'))
  execFileSync('mkfifo', [join(drop, 'pipe')])

  const queue = new QueuePage(app.page)
  await queue.expectReady()
  await app.answerQuestions(0)
  await app.drop([drop])
  await expect(app.page.getByText('pipe is a pipe, not a file.')).toBeVisible()
  await expect(
    app.page.getByText('1 system file and 1 link that leads out of the folder were left out'),
  ).toBeVisible()
  await app.page.getByRole('button', { name: 'OK' }).click()
  const [question] = await app.questions()
  expect(question).toMatchObject({ buttons: ['Leave Out', 'Send Too'] })
  expect(question?.detail).toContain(`drop/link-out → ${outside}`)
  await queue.expectQueue('Pending', 2, 0)

  // With consent, the files behind the link are submitted as well.
  await app.answerQuestions(1)
  await app.drop([drop])
  await app.page.getByRole('button', { name: 'OK' }).click()
  await queue.expectQueue('Pending', 5, 0)
})
