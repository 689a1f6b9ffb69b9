import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchApp, makeHome, type App } from './app.ts'
import { QueuePage } from './pages/queue-page.ts'
const out = '/tmp/dshots'
await mkdir(out, { recursive: true })
const folder = await mkdtemp(join(tmpdir(), 'shots-'))
const home = await makeHome(folder)
const { writeFile } = await import('node:fs/promises')
await writeFile(join(folder, 'config'), '[profile lab]\nregion = us-west-1\nendpoint_url = http://127.0.0.1:9\n')
await writeFile(join(folder, 'credentials'), '[lab]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret\n')
const app: App = await launchApp({ home, env: { AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials') } })
app.page.setDefaultTimeout(10_000)
const sizes = (process.env['SIZES'] ?? '1280x800,800x600').split(',').map((s) => s.split('x').map(Number))
const themes = (process.env['THEMES'] ?? 'light,dark').split(',')
async function shot(name: string) {
  for (const [w, h] of sizes) {
    await app.electron.evaluate(
      ({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]!.setContentSize(w!, h!),
      [w, h] as number[],
    )
    for (const theme of themes) {
      await app.electron.evaluate(({ nativeTheme }, t) => {
        nativeTheme.themeSource = t as 'light'
      }, theme)
      await new Promise((r) => setTimeout(r, 350))
      await app.page.screenshot({ path: join(out, `${name}-${w}-${theme}.png`), animations: 'disabled' })
    }
  }
  console.log('shot', name)
}
async function step(name: string, f: () => Promise<unknown>) {
  try {
    await f()
  } catch (e) {
    console.log('FAILED', name, String(e).slice(0, 900))
  }
  await shot(name)
}
const queue = new QueuePage(app.page)
await queue.expectReady()
await queue.open('Settings')
await step('01-check-local', async () => {
  await app.page.getByRole('button', { name: 'Check connection Local' }).click()
  await app.page.getByRole('dialog').getByText('found.').waitFor()
})
await app.page.keyboard.press('Escape')
await step('02-draft', async () => {
  await app.page.getByRole('button', { name: 'Add custom endpoint…' }).click()
  const d = app.page.getByRole('dialog')
  const { endpoint } = await app.page.evaluate(
    async () => ((await (window as any).remotejob.invoke('local:get', null)) as any).value,
  )
  await d.getByLabel('S3 address').fill(endpoint)
  await d.getByLabel('SQS address').fill(endpoint)
  await d.getByText('found.').waitFor()
})
await app.page.keyboard.press('Escape')
await step('03-create', async () => {
  await app.page.getByRole('button', { name: 'Add queue' }).first().click()
  const d = app.page.getByRole('dialog')
  await d.getByLabel('Name').fill('renders')
  await d.getByRole('button', { name: 'Check' }).click()
  await d.getByRole('list', { name: 'What is created' }).waitFor()
  await d.getByRole('button', { name: 'Settings' }).click()
  await d.getByText('Dead-letter queue').click()
})
await step('04-export', async () => {
  const d = app.page.getByRole('dialog')
  await d.getByRole('button', { name: 'Export instead…' }).click()
  await app.page.getByRole('menuitem', { name: /Terraform/ }).click()
  await app.page.getByRole('region', { name: /Terraform/ }).getByText('required_providers').waitFor()
})
await app.page.keyboard.press('Escape')
await app.page.keyboard.press('Escape')
await step('05-find', async () => {
  await app.page.getByRole('button', { name: 'Add queue' }).first().click()
  await app.page.getByRole('button', { name: 'Find job queues…' }).click()
  await app.page.getByRole('list', { name: 'Job queues' }).waitFor()
})
await app.page.keyboard.press('Escape')
await step('06-policy', async () => {
  await app.page.getByRole('button', { name: 'Add AWS profile…' }).click()
  await app.page.getByRole('dialog').getByRole('button', { name: 'Add' , exact: true}).click()
  await app.page.getByRole('button', { name: 'Check connection lab' }).click()
  await app.page.getByRole('dialog').getByText('found.').waitFor()
})
await step('07-policy', async () => {
  await app.page.getByRole('button', { name: 'IAM policy…' }).click()
  const d = app.page.getByRole('dialog', { name: 'IAM policy' })
  await d.getByLabel('Names').fill('thumbs')
  await d.getByRole('region', { name: 'Policy' }).waitFor()
})
console.log('faults', app.faults.slice(0, 10))
await app.close().catch((e) => console.log('close', String(e).slice(0, 300)))
