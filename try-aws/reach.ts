import { createInterface } from 'node:readline/promises'
import { defaultSafety } from '../src/shared/connections/connection-safety.ts'
import { accessOf, type Access } from '../src/main/connections/access.ts'
import { accountOfKeys } from '../src/main/connections/account-of-keys.ts'
import { openClients, type OpenClients } from '../src/main/connections/connecting/open-clients.ts'
import type { StoredConnection } from '../src/main/connections/stores/settings-store.ts'
import { RequestCounter } from '../src/main/engine/aws/middleware/request-counter.ts'
import type { Options } from './options.ts'

/** The app's own clients, and what is known about their keys. */
export interface Reach {
  readonly open: OpenClients
  readonly access: Access
  /** `null` if unknown. */
  readonly account: string | null
  readonly counter: RequestCounter
  /** Clients for another region. */
  inRegion(region: string): OpenClients
}

/** Opens the clients like a connection of the app. Throws the app's errors. */
export async function reach(options: Options): Promise<Reach> {
  const record = recordOf(options)
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = process.env
  const given =
    id === undefined || secret === undefined
      ? null
      : { accessKeyId: id, secretAccessKey: secret, ...(token && { sessionToken: token }) }
  if (record.kind !== 'profile' && given === null) {
    throw new Error(
      'There are no keys. Name a profile with --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    )
  }
  const access = await accessOf(record, given, null, null)
  const counter = new RequestCounter()
  const open = openClients(access, counter, askCode)
  const keys = await open.keys()
  const account = options.endpoint === null ? await accountOfKeys(keys, access, 0) : null
  return {
    open,
    access,
    account,
    counter,
    inRegion: (region) => openClients({ ...access, region, keys, profile: null }, counter, askCode),
  }
}

function recordOf({ profile, region, endpoint }: Options): StoredConnection {
  const common = {
    ...defaultSafety,
    id: 'try-aws',
    label: 'try:aws',
    region,
    queues: [],
    bucketRegion: null,
    allowUnencrypted: true,
    caFile: null,
  }
  if (endpoint !== null) return { ...common, kind: 'endpoint', s3Endpoint: endpoint, sqsEndpoint: endpoint }
  if (profile !== null) return { ...common, kind: 'profile', profile, bucketAccount: null }
  return { ...common, kind: 'keys', bucketAccount: null }
}

async function askCode(device: string): Promise<string | null> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const code = (await lines.question(`Code from the MFA device ${device}: `)).replace(/\s/g, '')
  lines.close()
  return code === '' ? null : code
}
