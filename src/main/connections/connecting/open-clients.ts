import { CloudWatchQueues } from '../../engine/aws/cloudwatch/cloudwatch-client.ts'
import { createClients, type EngineClients } from '../../engine/aws/transport/clients.ts'
import { closeAgents, newAgents } from '../../engine/aws/network/network.ts'
import type { RequestCounter } from '../../engine/aws/middleware/request-counter.ts'
import { EngineError } from '../../engine/errors/engine-error.ts'
import type { Access } from '../access.ts'
import { type AskMfaCode, ProfileKeys } from '../profiles/profile-keys.ts'
import { type ProvidedKeys, sharedKeys } from '../profiles/shared-keys.ts'

/** A connection's clients, and the keys that they share. */
export interface OpenClients {
  readonly clients: EngineClients
  /** Gets the keys. @throws EngineError `CREDENTIALS`, `CREDENTIALS_EXPIRED`, or a network error. */
  keys(): Promise<ProvidedKeys>
  /** True if the last attempt to get the keys failed. */
  readonly lacksKeys: boolean
  /** The same account's CloudWatch, or `null` if this is not AWS. */
  readonly cloudWatch: CloudWatchQueues | null
  /** Closes the sockets. From then on, every request fails with this error before it is sent. */
  close(refusal?: EngineError): void
}

/** Creates a connection's clients. Sends nothing. */
export function openClients(access: Access, counter: RequestCounter, askMfaCode: AskMfaCode): OpenClients {
  const {
    region,
    bucketRegion,
    s3Endpoint,
    sqsEndpoint,
    forcePathStyle,
    useFips,
    useDualstack,
    network,
    readOnly,
  } = access
  const agents = newAgents(network, { keepAlive: true, maxSockets: 8 })
  const readKeys = keysOf(access, agents, askMfaCode)
  let refusal: EngineError | null = null
  let lacksKeys = false
  const keys = async (): Promise<ProvidedKeys> => {
    if (refusal !== null) throw refusal
    try {
      const found = await readKeys()
      lacksKeys = false
      return found
    } catch (error) {
      lacksKeys = true
      throw error
    }
  }
  const clients = createClients({
    region,
    counter,
    network,
    readOnly,
    refusal: () => refusal,
    credentials: keys,
    forcePathStyle,
    useFipsEndpoint: useFips,
    useDualstackEndpoint: useDualstack,
    ...(bucketRegion !== null && { s3Region: bucketRegion }),
    ...(s3Endpoint !== null && { s3Endpoint }),
    ...(sqsEndpoint !== null && { sqsEndpoint }),
  })
  const cloudWatch =
    sqsEndpoint !== null
      ? null
      : new CloudWatchQueues({
          region,
          counter,
          network,
          credentials: keys,
          useFipsEndpoint: useFips,
          useDualstackEndpoint: useDualstack,
        })
  return {
    clients,
    keys,
    cloudWatch,
    get lacksKeys() {
      return lacksKeys
    },
    close(error = new EngineError('CONNECTION_BROKEN')) {
      refusal = error
      clients.close()
      cloudWatch?.close()
      closeAgents(agents)
    },
  }
}

function keysOf(
  { keys, profile, region, network }: Access,
  agents: ReturnType<typeof newAgents>,
  askMfaCode: AskMfaCode,
): () => Promise<ProvidedKeys> {
  if (keys !== null) return () => Promise.resolve(keys)
  if (profile === null) throw new Error('The connection has neither keys nor a profile.')
  const { name, files, allowUnencrypted } = profile
  const provider = new ProfileKeys({
    files,
    profile: name,
    region,
    agents,
    network,
    askMfaCode,
    allowUnencrypted,
  })
  return sharedKeys(() => provider.read())
}
