import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { defaultSafety } from '../../../shared/connections/connection-safety.ts'
import type { NewConnection } from '../../../shared/connections/connections.ts'
import { Connections } from '../connections.ts'
import { SettingsStore } from '../stores/settings-store.ts'

/** AWS config files in their own folder, and connections that use them. */
export interface AwsFiles {
  readonly folder: string
  readonly connections: Connections
  /** Replaces the config and the credentials file. */
  write(config: string, credentials?: string): Promise<void>
  /** Adds a connection with a profile, and returns its id. */
  add(profile: string, choices?: Partial<Extract<NewConnection, { kind: 'profile' }>>): Promise<string>
  /** Adds a profile, connects, and returns the connection as shown in the window. */
  connect(profile: string): Promise<ReturnType<Connections['snapshot']>['connections'][number]>
  stop(): Promise<void>
}

/**
 * Sets environment variables until `stop`. AWS and proxy variables are unset unless given.
 * `openSignIn` replaces the browser.
 */
export async function openAwsFiles(
  environment: Readonly<Record<string, string>> = {},
  openSignIn: (address: string) => Promise<boolean> = async () => false,
): Promise<AwsFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'remotejob-profiles-'))
  for (const name of Object.keys(process.env)) {
    if (/^AWS_|_PROXY$|_proxy$|^NODE_EXTRA_CA_CERTS$/.test(name)) vi.stubEnv(name, undefined)
  }
  const files = { config: join(folder, 'config'), credentials: join(folder, 'credentials') }
  vi.stubEnv('AWS_CONFIG_FILE', files.config)
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', files.credentials)
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  const { store } = await SettingsStore.open(join(folder, 'settings.json'))
  const connections = new Connections({ settings: store, local: () => null, openSignIn })
  const add: AwsFiles['add'] = (profile, choices = {}) =>
    connections.add({
      ...defaultSafety,
      kind: 'profile',
      label: profile.slice(0, 40),
      profile,
      region: 'eu-west-1',
      bucketAccount: null,
      bucketRegion: null,
      allowUnencrypted: false,
      ...choices,
    })
  return {
    folder,
    connections,
    async write(config, credentials = '') {
      await writeFile(files.config, config)
      await writeFile(files.credentials, credentials)
    },
    add,
    async connect(profile) {
      const id = await add(profile)
      await connections.activate(id)
      const found = connections.snapshot().connections.find((connection) => connection.id === id)
      if (found === undefined) throw new Error('The connection is gone.')
      return found
    },
    async stop() {
      vi.unstubAllEnvs()
      await connections.close(0)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
