import { readFile, stat } from 'node:fs/promises'
import type { AccessKeys } from '../../connections/keys/key-sets.ts'
import { decodeKeyText, maxKeyTextLength, maskKeyId, parseKeys } from '../../connections/keys/key-text.ts'
import { readCaCertificates } from '../../connections/network-settings.ts'
import type { Handlers } from '../register.ts'
import type { Services } from '../services.ts'

type Channels = Extract<keyof Handlers, `connections:${string}`>

/**
 * Gives keys to a connection. All keys pass through here. `taken` is called once the user has agreed. Returns
 * `null` if the user declined.
 */
async function takeKeys(
  services: Services,
  connectionId: string,
  text: string,
  taken: () => Promise<void> = async () => undefined,
): Promise<{ accessKeyId: string } | null> {
  return acceptKeys(services, connectionId, await chooseKeys(services, text), taken)
}

/** Gives keys to a connection, and connects. Returns `null` if the user declined. */
async function acceptKeys(
  services: Services,
  connectionId: string,
  keys: AccessKeys | null,
  taken: () => Promise<void> = async () => undefined,
): Promise<{ accessKeyId: string } | null> {
  if (keys === null || !(await mayUse(services, connectionId, keys))) return null
  await services.connections.keys.set(connectionId, keys)
  await taken()
  await services.connections.connect(connectionId)
  return { accessKeyId: maskKeyId(keys.accessKeyId) }
}

/**
 * Returns the keys in a text. If there are several, asks which ones to use. Returns `null` if the
 * user cancels.
 */
async function chooseKeys({ dialogs }: Services, text: string): Promise<AccessKeys | null> {
  const sets = parseKeys(text)
  if (sets.length === 1) return sets[0].keys
  const chosen = await dialogs.choose({
    message: 'Which keys do you want to use?',
    detail: `The text contains ${sets.length} access key pairs.`,
    options: sets.map(({ keys, section }) => {
      const masked = maskKeyId(keys.accessKeyId)
      return section === null ? masked : `${section.slice(0, 40)} (${masked})`
    }),
  })
  return chosen === null ? null : (sets[chosen]?.keys ?? null)
}

/**
 * Asks before requests to another server are signed with Local's keys. Otherwise the page alone could cause
 * that.
 */
async function mayUse(
  { connections, local, dialogs }: Services,
  connectionId: string,
  keys: AccessKeys,
): Promise<boolean> {
  const elsewhere = connections.keys.servers(connectionId).filter((address) => !local.listensAt(address))
  if (elsewhere.length === 0 || !local.hasKeys(keys)) return true
  const servers = [...new Set(elsewhere)].join(' and ')
  return dialogs.confirm({
    message: "Use Local's keys for another server?",
    detail:
      `These are the keys of the Local server on this computer. Requests to ${servers} would be signed with them. ` +
      'Cancel unless you want this.',
    accept: 'Use Keys',
  })
}

/**
 * Handles connections: listing, adding and switching, and reading keys without showing them to the
 * page.
 */
export function connectionHandlers(ready: () => Promise<Services>): Pick<Handlers, Channels> {
  return {
    'connections:list': async () => (await ready()).connections.snapshot(),
    'connections:profiles': async () => {
      // This also loads the engine's errors, which must not happen before the window is shown.
      const [{ listProfiles }, { readProfileFiles }] = await Promise.all([
        import('../../connections/profiles/profile-settings.ts'),
        import('../../connections/profiles/profile-files.ts'),
      ])
      return listProfiles(await readProfileFiles())
    },
    'connections:add': async (added) => ({ connectionId: await (await ready()).connections.add(added) }),
    'connections:edit': async ({ connectionId, edited }) => {
      await (await ready()).connections.edit(connectionId, edited)
      return null
    },
    'connections:choose-ca-file': async ({ connectionId }) => {
      const { connections, dialogs } = await ready()
      const path = await dialogs.chooseOneFile('Choose a file with CA certificates (PEM)')
      if (path === null) return null
      await readCaCertificates(path)
      await connections.setCaFile(connectionId, path)
      return null
    },
    'connections:forget-ca-file': async ({ connectionId }) => {
      await (await ready()).connections.setCaFile(connectionId, null)
      return null
    },
    'connections:answer-mfa': async ({ requestId, code }) => {
      ;(await ready()).connections.answerMfa(requestId, code)
      return null
    },
    'connections:remove': async ({ connectionId }) => {
      await (await ready()).connections.remove(connectionId)
      return null
    },
    'connections:activate': async ({ connectionId }) => {
      await (await ready()).connections.activate(connectionId)
      return null
    },
    'connections:connect': async ({ connectionId }) => {
      await (await ready()).connections.connect(connectionId)
      return null
    },
    'connections:try-now': async ({ connectionId }) => {
      ;(await ready()).connections.tryNow(connectionId)
      return null
    },
    'connections:type-keys': async ({ connectionId }) => {
      const services = await ready()
      services.connections.keys.servers(connectionId)
      const label = services.connections.recordOf(connectionId)?.label ?? ''
      return acceptKeys(services, connectionId, await services.askKeys(label))
    },
    'connections:sign-in': async ({ connectionId }) => {
      await (await ready()).connections.signIns.start(connectionId)
      return null
    },
    'connections:cancel-sign-in': async ({ connectionId }) => {
      ;(await ready()).connections.signIns.cancel(connectionId)
      return null
    },
    'connections:open-sign-in-page': async ({ connectionId }) => {
      await (await ready()).connections.signIns.openPage(connectionId)
      return null
    },
    'connections:forget-keys': async ({ connectionId }) => {
      await (await ready()).connections.keys.forget(connectionId)
      return null
    },
    'connections:take-keys-from-clipboard': async ({ connectionId }) => {
      const services = await ready()
      const { desktop } = services
      const text = await desktop.readText()
      return takeKeys(services, connectionId, text, async () => {
        // Something else may have been copied in the meantime.
        if ((await desktop.readText()) === text) await desktop.writeText('')
      })
    },
    'connections:take-keys-from-file': async ({ connectionId }) => {
      const services = await ready()
      const path = await services.dialogs.chooseOneFile('Choose a file with an access key')
      if (path === null) return null
      const { size } = await stat(path)
      return takeKeys(
        services,
        connectionId,
        size > 2 * maxKeyTextLength ? '' : decodeKeyText(await readFile(path)),
      )
    },
  }
}
