import { stat, readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { startConnectProxy } from '../src/main/engine/testing/proxies/connect-proxy.ts'
import { privateCa, privateCertificate } from '../src/main/engine/testing/proxies/private-ca.ts'
import { startServers, testKeys } from '../src/main/engine/testing/servers.ts'
import { startTlsFront } from '../src/main/engine/testing/proxies/tls-front.ts'
import { type App, launchApp } from './app.ts'
import { call } from './call.ts'
import { addQueue } from './connect-to.ts'
import { expect, test } from './fixtures.ts'
import { filesWith } from './files-with.ts'
import { QueuePage } from './pages/queue-page.ts'

async function openSettings({ page }: App): Promise<void> {
  const queue = new QueuePage(page)
  await queue.expectReady()
  await queue.open('Settings')
}

/** Adds a connection with a profile, and uses it. */
async function useProfile(app: App, profile: string): Promise<void> {
  const { page } = app
  await page.getByRole('button', { name: 'Add AWS profile…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: 'Profile' }).click()
  await page.getByRole('option', { name: profile }).click()
  await dialog.getByRole('button', { name: 'Add' }).click()
  await page.getByRole('button', { name: `Use ${profile}` }).click()
}

test('a profile asks for its MFA code, and shows the servers that it really uses', async ({
  home,
  folder,
}) => {
  const servers = await startServers()
  const codes: (string | null)[] = []
  const sts = createServer((request, response) => {
    void text(request).then((body) => {
      codes.push(new URLSearchParams(body).get('TokenCode'))
      response.writeHead(200, { 'content-type': 'text/xml' }).end(assumed)
    })
  })
  await new Promise<void>((resolve) => sts.listen(0, '127.0.0.1', resolve))
  const stsUrl = `http://127.0.0.1:${(sts.address() as AddressInfo).port}`
  const config = join(folder, 'config')
  const credentials = join(folder, 'credentials')
  await writeFile(
    config,
    `[default]
endpoint_url = http://127.0.0.1:9
[profile work]
region = us-west-1
role_arn = arn:aws:iam::111122223333:role/Demo
source_profile = base
mfa_serial = arn:aws:iam::111122223333:mfa/ada
services = lab
[services lab]
s3 =
  endpoint_url = ${servers.s3Endpoint}
sqs =
  endpoint_url = ${servers.sqsEndpoint}
sts =
  endpoint_url = ${stsUrl}
`,
  )
  await writeFile(credentials, '[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = secret\n')
  const env = {
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: credentials,
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  }
  const app = await launchApp({ home, env })
  await openSettings(app)
  await useProfile(app, 'work')
  const question = app.page.getByRole('dialog', { name: 'MFA code' })
  await expect(question).toContainText('arn:aws:iam::111122223333:mfa/ada')
  await question.getByRole('textbox', { name: 'Code' }).fill('123 456')
  await question.getByRole('button', { name: 'Continue' }).click()
  await expect(app.page.getByText('In use', { exact: true })).toBeVisible()
  await expect(app.page.getByText(new URL(servers.s3Endpoint).host)).toBeVisible()
  await expect(app.page.getByText(new URL(servers.sqsEndpoint).host)).toBeVisible()
  expect(codes).toEqual(['123456'])
  await app.close()
  sts.close()
  await servers.stop()
})

const assumed = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>${testKeys.accessKeyId}</AccessKeyId><SecretAccessKey>${testKeys.secretAccessKey}</SecretAccessKey>
<SessionToken>token</SessionToken><Expiration>2126-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`

test('a credential_process that prints secrets fails without logging them', async ({ home, folder }) => {
  test.skip(process.platform === 'win32', 'The command is for sh.')
  const config = join(folder, 'config')
  const command = 'sh -c "echo SECRET-IN-STDOUT; echo SECRET-IN-STDERR >&2; exit 3"'
  await writeFile(config, `[profile chatty]\nregion = eu-west-1\ncredential_process = ${command}\n`)
  const env = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none') }
  const app = await launchApp({ home, env })
  await openSettings(app)
  await useProfile(app, 'chatty')
  await expect(app.page.getByText(/failed with exit code 3/).first()).toBeVisible()
  expect(await app.page.content()).not.toContain('SECRET-IN')
  const logs = await app.electron.evaluate(({ app: electronApp }) => electronApp.getPath('logs'))
  await app.close()
  expect(await filesWith(logs, 'SECRET-IN')).toEqual([])
  for (const name of await readdir(logs)) {
    expect(`${name} ${((await stat(join(logs, name))).mode & 0o777).toString(8)}`).toBe(`${name} 600`)
  }
})

test('a server behind a proxy, with a certificate of a private CA, is reachable', async ({
  home,
  folder,
}) => {
  const servers = await startServers()
  const s3 = await startTlsFront(servers.s3Endpoint, privateCertificate)
  const sqs = await startTlsFront(servers.sqsEndpoint, privateCertificate)
  const proxy = await startConnectProxy({
    's3.remotejob.test': s3.endpoint,
    'sqs.remotejob.test': sqs.endpoint,
  })
  const authority = join(folder, 'corp.pem')
  await writeFile(authority, privateCa)
  const app = await launchApp({
    home,
    env: { HTTPS_PROXY: proxy.url, AWS_CA_BUNDLE: '', NODE_EXTRA_CA_CERTS: '' },
  })
  const { page } = app
  await openSettings(app)
  await page.getByRole('button', { name: 'Add custom endpoint…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Corp')
  await dialog.getByRole('textbox', { name: 'Region', exact: true }).fill('us-west-1')
  await dialog.getByRole('textbox', { name: 'S3 address' }).fill('s3.remotejob.test')
  await dialog.getByRole('textbox', { name: 'SQS address' }).fill('https://sqs.remotejob.test/')
  await dialog.getByRole('button', { name: 'Add' }).click()
  await app.electron.evaluate(
    ({ clipboard }, lines) => clipboard.writeText(lines),
    `AWS_ACCESS_KEY_ID=${testKeys.accessKeyId}\nAWS_SECRET_ACCESS_KEY=${testKeys.secretAccessKey}\n`,
  )
  await page.getByRole('button', { name: 'Use keys from clipboard' }).click()
  // Without the CA file, the error says what to do.
  await expect(page.getByText(/choose its CA file in the connection's settings/).first()).toBeVisible()
  await app.choosePaths([authority])
  await page.getByRole('button', { name: 'Choose CA file… for Corp' }).click()
  await expect(page.getByText('Also trusts the certificates in corp.pem.')).toBeVisible()
  await page.getByRole('button', { name: 'Use Corp' }).click()
  await expect(page.getByText('In use', { exact: true })).toBeVisible()
  expect(proxy.requests).toContain('CONNECT sqs.remotejob.test:443')
  await app.close()
  await proxy.stop()
  await Promise.all([s3.stop(), sqs.stop()])
  await servers.stop()
})

test('typed keys connect, a production connection asks for confirmation, and a read-only one refuses changes', async ({
  home,
}) => {
  const servers = await startServers()
  const app = await launchApp({ home })
  const { page } = app
  await openSettings(app)
  await page.getByRole('button', { name: 'Add custom endpoint…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Studio')
  await dialog.getByRole('textbox', { name: 'Region', exact: true }).fill('us-west-1')
  await dialog.getByRole('textbox', { name: 'S3 address' }).fill(servers.s3Endpoint)
  await dialog.getByRole('textbox', { name: 'SQS address' }).fill(servers.sqsEndpoint)
  await dialog.getByRole('radio', { name: 'amber' }).check()
  await dialog.getByRole('checkbox', { name: /^Production/ }).check()
  await dialog.getByRole('button', { name: 'Add' }).click()

  await page.getByRole('button', { name: 'Type keys…' }).click()
  await typeIntoKeysWindow(app, { id: testKeys.accessKeyId, secret: testKeys.secretAccessKey })
  await expect(page.getByText(/Keys set: ••••\. They are kept until you quit\. No keyring/)).toBeVisible()
  await page.getByRole('button', { name: 'Use Studio' }).click()
  // Until then, Local is in use.
  await expect(page.getByRole('button', { name: 'Use Local' })).toBeVisible()
  await expect(page.getByText('In use', { exact: true })).toBeVisible()
  await addQueue(app)

  const purge = { queue: 'thumbnails', status: 'pending', confirmed: 'thumbnails-pending' }
  const asked = await app.electron.evaluate(({ dialog: native }) => {
    const questions: string[] = []
    native.showMessageBox = ((...given: unknown[]) => {
      questions.push((given.at(-1) as { message: string }).message)
      return Promise.resolve({ response: 0, checkboxChecked: false })
    }) as typeof native.showMessageBox
    Object.assign(globalThis, { questions })
    return questions.length
  })
  expect(asked).toBe(0)
  await expect(call(page, 'queue-settings:purge', purge)).rejects.toThrow(/CANCELLED|Cancelled/)
  const questions = await app.electron.evaluate(
    () => (globalThis as unknown as { questions: string[] }).questions,
  )
  expect(questions).toEqual(['Change Studio? It is marked as production.'])

  const queue = new QueuePage(page)
  await queue.open('Settings')
  await page.getByRole('button', { name: 'Change Studio' }).click()
  await dialog.getByRole('checkbox', { name: /^Read-only/ }).check()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('In use', { exact: true })).toBeVisible()
  await page
    .getByRole('button', { name: /^thumbnails/ })
    .first()
    .click()
  await expect(page.getByRole('button', { name: /^Claim next/ })).toBeDisabled()
  await expect(page.getByRole('button', { name: /^Submit…/ })).toBeDisabled()
  await expect(call(page, 'queue-settings:purge', purge)).rejects.toThrow(/Studio is read-only/)
  await app.close()
  await servers.stop()
})

/**
 * Fills the fields in the window for access keys, and submits its form. The window runs no script, so this
 * uses its debugger.
 */
async function typeIntoKeysWindow(app: App, fields: { id: string; secret: string }): Promise<void> {
  await expect
    .poll(() =>
      app.electron.evaluate(({ webContents }) =>
        webContents.getAllWebContents().some((one) => one.getURL() === 'app://keys/' && !one.isLoading()),
      ),
    )
    .toBe(true)
  await app.electron.evaluate(async ({ webContents }, texts) => {
    const contents = webContents.getAllWebContents().find((one) => one.getURL() === 'app://keys/')
    if (contents === undefined) throw new Error('The window is gone.')
    contents.focus()
    const page = contents.debugger
    page.attach()
    const { root } = (await page.sendCommand('DOM.getDocument')) as { root: { nodeId: number } }
    for (const [name, text] of Object.entries(texts)) {
      const field = { nodeId: root.nodeId, selector: `input[name="${name}"]` }
      const { nodeId } = (await page.sendCommand('DOM.querySelector', field)) as { nodeId: number }
      await page.sendCommand('DOM.focus', { nodeId })
      await page.sendCommand('Input.insertText', { text })
    }
    const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' }
    // The window closes once it has its keys, which detaches the debugger before it replies.
    await page.sendCommand('Input.dispatchKeyEvent', { type: 'keyDown', ...enter }).catch(() => undefined)
  }, fields)
}
