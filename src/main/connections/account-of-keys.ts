import { newAgents } from '../engine/aws/network/network.ts'
import { sendQuery } from '../engine/aws/transport/query-call.ts'
import type { Access } from './access.ts'
import { awsAddress } from './doctor/checks/aws-addresses.ts'
import { element } from './doctor/checks/xml-element.ts'
import { settingsOf } from './profiles/profile-settings.ts'
import type { ProvidedKeys } from './profiles/shared-keys.ts'

/** The maximum time that the call to STS may delay a connection, in milliseconds. */
const askMs = 5_000

/** Returns the account that keys belong to, or `null` if neither the keys nor STS name it. Never throws. */
export async function accountOfKeys(
  keys: ProvidedKeys,
  { region, useFips, network, profile }: Access,
  clockOffsetMs: number,
): Promise<string | null> {
  if (keys.accountId !== undefined) return keys.accountId
  const agents = newAgents(network, { keepAlive: false })
  try {
    const own = profile === null ? null : settingsOf(profile.files, profile.name).stsEndpoint
    const { status, text } = await sendQuery(
      {
        service: 'sts',
        endpoint: new URL(own ?? awsAddress('sts', region, useFips)),
        region,
        parameters: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      },
      keys,
      { agents, network, signal: AbortSignal.timeout(askMs), clockOffsetMs },
    )
    const account = element(text, 'Account')
    return status === 200 && account !== null && /^\d{12}$/.test(account) ? account : null
  } catch {
    return null
  } finally {
    agents.httpAgent.destroy()
    agents.httpsAgent.destroy()
  }
}
