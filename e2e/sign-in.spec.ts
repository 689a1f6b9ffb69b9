import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OidcServer } from '../src/main/connections/testing/oidc-server.ts'
import { startConnectProxy } from '../src/main/engine/testing/proxies/connect-proxy.ts'
import { privateCa, privateCertificate } from '../src/main/engine/testing/proxies/private-ca.ts'
import { startTlsFront } from '../src/main/engine/testing/proxies/tls-front.ts'
import { startServers } from '../src/main/engine/testing/servers.ts'
import { type App, launchApp } from './app.ts'
import { expectNoFindings } from './axe.ts'
import { addQueue } from './connect-to.ts'
import { expect, test } from './fixtures.ts'
import { QueuePage } from './pages/queue-page.ts'

/** Records the pages that the browser would open. */
async function openInBrowser(app: App): Promise<() => Promise<readonly string[]>> {
  await app.electron.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    shell.openExternal = (page) => Promise.resolve(void opened.push(page))
  })
  return () => app.electron.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)
}

test('offers to sign in wherever a profile needs it, and then connects', async ({ home, folder }) => {
  const servers = await startServers()
  const service = await OidcServer.start()
  const front = await startTlsFront(service.address, privateCertificate)
  const proxy = await startConnectProxy({ 'oidc.eu-west-1.amazonaws.com': front.endpoint })
  await writeFile(join(folder, 'corp.pem'), privateCa)
  await writeFile(
    join(folder, 'config'),
    `[profile work]
region = us-west-1
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Demo
services = lab
[sso-session corp]
sso_region = eu-west-1
sso_start_url = https://corp.awsapps.com/start
[services lab]
s3 =
  endpoint_url = ${servers.s3Endpoint}
sqs =
  endpoint_url = ${servers.sqsEndpoint}
sso =
  endpoint_url = ${service.address}
`,
  )
  const app = await launchApp({
    home,
    env: {
      HOME: folder,
      AWS_CONFIG_FILE: join(folder, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
      AWS_CA_BUNDLE: join(folder, 'corp.pem'),
      HTTPS_PROXY: proxy.url,
    },
  })
  const { page } = app
  const opened = await openInBrowser(app)
  const queue = new QueuePage(page)
  try {
    await queue.expectReady()
    await queue.open('Settings')
    await page.getByRole('button', { name: 'Add AWS profile…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('button', { name: 'Use work' }).click()
    await expect(page.getByText('Not signed in', { exact: true })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Connection: work not signed in' })).toBeVisible()

    await queue.open('Files')
    await expect(page.getByRole('heading', { level: 1, name: 'Sign in to work' })).toBeVisible()
    await expectNoFindings(page, 'a missing sign-in')
    await page.getByRole('main').getByRole('button', { name: 'Sign in…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Sign in to work' })
    await expect(dialog).toContainText('oidc.eu-west-1.amazonaws.com')
    await expect(dialog.getByRole('button', { name: 'Open the page again' })).toBeFocused()
    await expect.poll(opened).toHaveLength(1)
    const [address = ''] = await opened()
    const { protocol, host, pathname, search } = new URL(address)
    expect(`${protocol}//${host}`).toBe('https://oidc.eu-west-1.amazonaws.com')
    // Acts as the browser and the user. The page redirects to the app.
    expect(await (await fetch(`${service.address}${pathname}${search}`)).text()).toContain(
      'You are signed in',
    )
    await expect(dialog).toBeHidden()
    await expect(page.getByRole('button', { name: /^Connection: work .*ready$/ })).toBeVisible()

    await addQueue(app)
    await queue.openQueue('thumbnails')
    await queue.expectReady('thumbnails')
  } finally {
    await app.close()
    await Promise.all([proxy.stop(), front.stop(), service.stop(), servers.stop()])
  }
})
