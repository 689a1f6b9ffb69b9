import { readFile, stat } from 'node:fs/promises'
import { type AccessKeys, longestKeyText, maskKeyId, parseKeys } from '../../connections/key-text.ts'
import type { Handlers } from '../register.ts'
import type { Services } from '../services.ts'

type Channels = Extract<keyof Handlers, `connections:${string}`>

/** Gives keys to a connection. All keys pass through here. Returns `null` if the user declined. */
async function takeKeys(
  services: Services,
  connectionId: string,
  text: string,
): Promise<{ accessKeyId: string } | null> {
  const keys = parseKeys(text)
  if (!(await mayUse(services, connectionId, keys))) return null
  services.connections.giveKeys(connectionId, keys)
  await services.connections.connect(connectionId)
  return { accessKeyId: maskKeyId(keys.accessKeyId) }
}

/** Asks before requests to another server are signed with Local's keys. Otherwise the page alone could cause that. */
async function mayUse(
  { connections, local, dialogs }: Services,
  connectionId: string,
  keys: AccessKeys,
): Promise<boolean> {
  const elsewhere = connections.endpointsOf(connectionId).filter((address) => !local.listensAt(address))
  if (elsewhere.length === 0 || !local.hasKeys(keys)) return true
  const servers = [...new Set(elsewhere)].join(' and ')
  return dialogs.confirm({
    message: 'Use the keys of Local for another server?',
    detail:
      `These are the keys of the Local server on this computer. Requests to ${servers} would be signed with them. ` +
      'Cancel unless you want this.',
    accept: 'Use Keys',
  })
}

/** Connections: listing, adding and switching, and reading keys without showing them to the page. */
export function connectionHandlers(ready: () => Promise<Services>): Pick<Handlers, Channels> {
  return {
    'connections:list': async () => (await ready()).connections.snapshot(),
    'connections:profiles': async () => {
      // Only the SDK can read the shared files, and it must not be loaded before the window is shown.
      const { listProfiles } = await import('../../connections/profiles.ts')
      return listProfiles()
    },
    'connections:add': async (added) => ({ connectionId: await (await ready()).connections.add(added) }),
    'connections:remove': async ({ connectionId }) => {
      await (await ready()).connections.remove(connectionId)
      return null
    },
    'connections:activate': async ({ connectionId }) => {
      await (await ready()).connections.activate(connectionId)
      return null
    },
    'connections:try-now': async ({ connectionId }) => {
      ;(await ready()).connections.tryNow(connectionId)
      return null
    },
    'connections:take-keys-from-clipboard': async ({ connectionId }) => {
      const services = await ready()
      const taken = await takeKeys(services, connectionId, await services.desktop.readText())
      if (taken !== null) await services.desktop.writeText('')
      return taken
    },
    'connections:take-keys-from-file': async ({ connectionId }) => {
      const services = await ready()
      const path = await services.dialogs.chooseOneFile('Choose a file with an access key')
      if (path === null) return null
      const { size } = await stat(path)
      return takeKeys(services, connectionId, size > longestKeyText ? '' : await readFile(path, 'utf8'))
    },
  }
}
