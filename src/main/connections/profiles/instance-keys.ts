import { z } from 'zod'
import { type Network, newAgents, plainNetwork } from '../../engine/aws/network/network.ts'
import { sendText } from '../../engine/aws/network/send-text.ts'
import { EngineError } from '../../engine/errors/engine-error.ts'
import { checkEndpoint } from './check-endpoint.ts'
import type { Section } from './ini-file.ts'
import type { ProvidedKeys } from './shared-keys.ts'

type Environment = Readonly<Record<string, string | undefined>>

const addresses: Readonly<Record<string, string>> = {
  ipv4: 'http://169.254.169.254',
  ipv6: 'http://[fd00:ec2::254]',
}
/** The metadata service is on the local network, so no proxy is used. */
const network: Network = { ...plainNetwork, keepsPlainLocal: true }
const timeoutMs = 2_000
const rolesPath = '/latest/meta-data/iam/security-credentials/'

/**
 * Gets the keys of this EC2 instance's role. The metadata service's address comes from the environment or the
 * profile's settings. The SDK would read it from another profile.
 *
 * @throws EngineError `CREDENTIALS`, or `ADDRESS_UNSAFE` for an address outside the local network.
 */
export async function instanceKeys(
  profile: string,
  settings: Section,
  environment: Environment = process.env,
): Promise<ProvidedKeys> {
  if (isTrue(environment['AWS_EC2_METADATA_DISABLED'])) {
    throw noKeys(profile, 'AWS_EC2_METADATA_DISABLED turns the metadata service off.')
  }
  const base = addressOf(profile, settings, environment)
  const agents = newAgents(network, { keepAlive: false })
  const ask = async (method: 'GET' | 'PUT', path: string, headers: Record<string, string>) => {
    const { signal } = new AbortController()
    const options = { agents, network, signal, timeoutMs }
    return sendText(new URL(`${base}${path}`), { method, body: '', headers }, options)
  }
  try {
    const headers = await tokenHeaders(ask, profile, settings, environment)
    const roles = await ask('GET', rolesPath, headers)
    const [role = ''] = roles.text.trim().split(/\s/)
    if (roles.status !== 200 || !/^[\w+=,.@-]+$/.test(role)) {
      throw noKeys(profile, 'This instance has no role.')
    }
    const { status, text } = await ask('GET', `${rolesPath}${role}`, headers)
    return parseKeys(profile, status, text)
  } catch (error) {
    if (error instanceof EngineError) throw error
    throw noKeys(profile, 'The metadata service does not respond.', error)
  } finally {
    agents.httpAgent.destroy()
    agents.httpsAgent.destroy()
  }
}

type Ask = (
  method: 'GET' | 'PUT',
  path: string,
  headers: Record<string, string>,
) => Promise<{ readonly status: number; readonly text: string }>

/**
 * Returns the headers for version 2 of the service. Returns no headers if it only has version 1 and the
 * profile allows that.
 */
async function tokenHeaders(
  ask: Ask,
  profile: string,
  settings: Section,
  environment: Environment,
): Promise<Record<string, string>> {
  const { status, text } = await ask('PUT', '/latest/api/token', {
    'x-aws-ec2-metadata-token-ttl-seconds': '21600',
  })
  if (status === 200 && /^[\x21-\x7e]+$/.test(text.trim())) return { 'x-aws-ec2-metadata-token': text.trim() }
  const isDisabled = environment['AWS_EC2_METADATA_V1_DISABLED'] ?? settings['ec2_metadata_v1_disabled']
  if (isTrue(isDisabled)) throw noKeys(profile, 'The metadata service returned no token.')
  return {}
}

function addressOf(profile: string, settings: Section, environment: Environment): string {
  const endpoint =
    environment['AWS_EC2_METADATA_SERVICE_ENDPOINT'] || settings['ec2_metadata_service_endpoint']
  if (endpoint) {
    // Anyone on the internet could otherwise provide the keys.
    checkEndpoint(profile, endpoint, true)
    return (/^https?:/i.test(endpoint) ? endpoint : `http://${endpoint}`).replace(/\/+$/, '')
  }
  const mode =
    environment['AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE'] ||
    settings['ec2_metadata_service_endpoint_mode'] ||
    'ipv4'
  const address = addresses[mode.toLowerCase()]
  if (address !== undefined) return address
  throw noKeys(profile, `The metadata service's mode must be ipv4 or ipv6, not ${mode.slice(0, 40)}.`)
}

const optionalText = z.string().optional().catch(undefined)
const response = z.object({
  AccessKeyId: z.string(),
  SecretAccessKey: z.string(),
  Token: z.string(),
  Expiration: optionalText,
  AccountId: optionalText,
})

function parseKeys(profile: string, status: number, text: string): ProvidedKeys {
  const { data } = response.safeParse(status === 200 ? parseJson(text) : null)
  if (data === undefined) {
    throw noKeys(profile, 'The metadata service returned something other than keys.')
  }
  const expires = new Date(data.Expiration ?? Number.NaN)
  return {
    accessKeyId: data.AccessKeyId,
    secretAccessKey: data.SecretAccessKey,
    sessionToken: data.Token,
    ...(!Number.isNaN(expires.getTime()) && { expiration: expires }),
    ...(data.AccountId !== undefined && { accountId: data.AccountId }),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function noKeys(profile: string, why: string, cause?: unknown): EngineError {
  return new EngineError('CREDENTIALS', `The AWS profile ${profile} got no keys from this instance. ${why}`, {
    hint: 'credential_source = Ec2InstanceMetadata needs an EC2 instance with a role. Elsewhere, use source_profile.',
    cause,
  })
}

function isTrue(text: string | undefined): boolean {
  return text?.toLowerCase() === 'true'
}
