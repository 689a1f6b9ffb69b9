import {
  fromHttp,
  fromEnv,
  fromIni,
  fromTemporaryCredentials,
  fromTokenFile,
} from '@aws-sdk/credential-providers'
import { ownSettingsOnly, silence } from '../../engine/aws/transport/clients.ts'
import type { Agents, Network } from '../../engine/aws/network/network.ts'
import { plainRoutes } from '../../engine/aws/network/route.ts'
import { EngineError, fromAwsError } from '../../engine/errors/engine-error.ts'
import { accountOfArn } from './account-of-arn.ts'
import { runCredentialProcess } from './credential-process.ts'
import type { Section } from './ini-file.ts'
import { instanceKeys } from './instance-keys.ts'
import type { ProfileFiles } from './profile-files.ts'
import { sectionOf, settingsOf } from './profile-settings.ts'
import { signedInKeys } from '../sign-in/signed-in-keys.ts'
import type { ProvidedKeys } from './shared-keys.ts'

/** Asks the user for a code from an MFA device. Returns `null` if the user cancels. */
export type AskMfaCode = (device: string) => Promise<string | null>

/** Dependencies of {@link ProfileKeys}. */
export interface ProfileKeysOptions {
  readonly files: ProfileFiles
  readonly profile: string
  /** The connection's region, for a profile without one. */
  readonly region: string
  /** The sockets for STS and the sign-in services. */
  readonly agents: Agents
  /** The proxies for requests without TLS, which the agents do not handle. */
  readonly network: Network
  readonly askMfaCode: AskMfaCode
  /** True if the user allowed unencrypted requests in the local network. */
  readonly allowUnencrypted: boolean
}

/** The response timeout for STS and the sign-in services, in milliseconds. */
const responseTimeoutMs = 20_000

/**
 * Gets a profile's keys: its own, or those of a role, a sign-in or a program. Uses only this profile's
 * settings, and the connection's proxies and CA certificates.
 */
export class ProfileKeys {
  readonly #options: ProfileKeysOptions
  /**
   * The error after the user cancelled the request for a code. They are not asked again until the next
   * attempt to connect.
   */
  #declined: EngineError | null = null

  constructor(options: ProfileKeysOptions) {
    this.#options = options
  }

  /** @throws EngineError `CREDENTIALS`, `CREDENTIALS_EXPIRED`, or a network error. */
  async read(): Promise<ProvidedKeys> {
    if (this.#declined !== null) throw this.#declined
    const { profile } = this.#options
    try {
      return await this.#keysOf(profile, [])
    } catch (error) {
      throw credentialError(error, profile)
    }
  }

  async #keysOf(name: string, visited: readonly string[]): Promise<ProvidedKeys> {
    const section = sectionOf(this.#options.files, name)
    const own = ownKeys(section)
    if (visited.length > 0 && own !== null) return own
    if (visited.includes(name)) {
      throw new EngineError(
        'CREDENTIALS',
        `The AWS profiles ${visited.join(', ')} refer to each other in a loop.`,
      )
    }
    const isTokenRole = Boolean(section['web_identity_token_file'])
    if (section['role_arn'] && !isTokenRole) return this.#assumeRole(name, section, [...visited, name])
    if (own !== null) return own
    if (isTokenRole && section['role_arn']) return this.#fromTokenFile(section)
    if (section['credential_process']) return runCredentialProcess(name, section['credential_process'])
    if (section['sso_session'] || section['sso_start_url']) return this.#signedIn(name, section)
    if (section['login_session']) return this.#loggedIn(name, section)
    throw new EngineError('CREDENTIALS', `The AWS profile ${name} has no keys.`, {
      hint: 'Add keys, a role or a sign-in to the profile, for example with “aws configure” in a terminal.',
    })
  }

  async #assumeRole(name: string, section: Section, visited: readonly string[]): Promise<ProvidedKeys> {
    const { source_profile: source, role_arn: role = '' } = section
    const masterCredentials = source
      ? await this.#keysOf(source, visited)
      : await this.#keysFromSource(name, section)
    const device = section['mfa_serial']
    const assume = fromTemporaryCredentials({
      masterCredentials,
      params: {
        RoleArn: role,
        RoleSessionName: section['role_session_name'] || `remotejob-${Date.now()}`,
        DurationSeconds: Number(section['duration_seconds'] || 3_600),
        ...(section['external_id'] && { ExternalId: section['external_id'] }),
        ...(device && { SerialNumber: device }),
      },
      mfaCodeProvider: (serial) => this.#mfaCode(serial),
      clientConfig: this.#stsConfig(section),
    })
    const account = accountOfArn(role)
    try {
      return { ...(account && { accountId: account }), ...(await assume()) }
    } catch (error) {
      throw roleError(error, role)
    }
  }

  /** Returns the keys for a role from the app's environment. */
  async #keysFromSource(name: string, section: Section): Promise<ProvidedKeys> {
    const { files, profile } = this.#options
    switch (section['credential_source']) {
      case 'Environment':
        return fromEnv()()
      case 'Ec2InstanceMetadata':
        // As in the AWS CLI, the chosen profile's settings apply to the whole chain.
        return instanceKeys(profile, { ...section, ...sectionOf(files, profile) })
      case 'EcsContainer':
        // The SDK's provider for ECS alone knows neither the hosts of EKS nor tokens in files.
        return fromHttp({ timeout: 2_000, maxRetries: 0, logger: silence })()
      default:
        throw new EngineError(
          'CREDENTIALS',
          `The AWS profile ${name} has a role, but no keys to assume it with.`,
          { hint: 'Add source_profile or credential_source to the profile.' },
        )
    }
  }

  async #mfaCode(device: string): Promise<string> {
    const code = await this.#options.askMfaCode(device)
    if (code !== null) return code
    this.#declined = new EngineError(
      'CREDENTIALS',
      `The AWS profile ${this.#options.profile} needs an MFA code.`,
      {
        hint: 'Connect again and enter the code that your device shows.',
      },
    )
    throw this.#declined
  }

  #signedIn(name: string, section: Section): Promise<ProvidedKeys> {
    const { files, agents, network, allowUnencrypted } = this.#options
    const clientConfig = this.#clientConfig(section)
    return signedInKeys(name, section, { files, agents, network, allowUnencrypted, clientConfig })
  }

  /**
   * Returns the keys stored by the app's sign-in or by “aws login”.
   */
  async #loggedIn(name: string, section: Section): Promise<ProvidedKeys> {
    if (!isNameForSdk(name)) {
      throw new EngineError(
        'CREDENTIALS',
        `Remotejob cannot use “aws login” with the AWS profile ${name} because of its name.`,
        {
          hint: 'Rename it in the AWS config file: use letters, digits and - _ . / only.',
        },
      )
    }
    try {
      return await fromIni({
        profile: name,
        clientConfig: this.#clientConfig(section),
        ignoreCache: true,
      })()
    } catch (error) {
      const found = fromAwsError(error, { what: 'Signing in' })
      if (!['CREDENTIALS', 'CREDENTIALS_EXPIRED', 'ACCESS_DENIED', 'SERVICE'].includes(found.code))
        throw found
      throw new EngineError('CREDENTIALS_EXPIRED', `You are not signed in with the AWS profile ${name}.`, {
        hint: `Press “Sign in…”, or run “aws login --profile ${name}” in a terminal and connect again.`,
        cause: error,
      })
    }
  }

  #fromTokenFile(section: Section): Promise<ProvidedKeys> {
    return fromTokenFile({
      webIdentityTokenFile: section['web_identity_token_file'] ?? '',
      roleArn: section['role_arn'] ?? '',
      ...(section['role_session_name'] && { roleSessionName: section['role_session_name'] }),
      clientConfig: this.#stsConfig(section),
    })()
  }

  #stsConfig(section: Section) {
    const { stsEndpoint } = settingsOf(this.#options.files, this.#options.profile)
    return { ...this.#clientConfig(section), ...(stsEndpoint !== null && { endpoint: stsEndpoint }) }
  }

  #clientConfig(section: Section) {
    return {
      ...ownSettingsOnly,
      logger: silence,
      extensions: [plainRoutes(this.#options.network)],
      region: section['region'] || this.#options.region,
      requestHandler: {
        ...this.#options.agents,
        connectionTimeout: 5_000,
        requestTimeout: responseTimeoutMs,
        throwOnRequestTimeout: true,
      },
    }
  }
}

/**
 * True if the SDK can read a profile with this name. The AWS CLI accepts more names, but the SDK looks a
 * session up by the name of its profile.
 */
function isNameForSdk(name: string): boolean {
  return /^[\w-@+.%:/]+$/.test(name)
}

function ownKeys(section: Section): ProvidedKeys | null {
  const { aws_access_key_id: id, aws_secret_access_key: secret } = section
  if (!id || !secret) return null
  // Older programs write the second name, which the AWS CLI still reads.
  const token = section['aws_session_token'] || section['aws_security_token']
  const account = section['aws_account_id']
  return {
    accessKeyId: id,
    secretAccessKey: secret,
    ...(token && { sessionToken: token }),
    ...(account && { accountId: account }),
  }
}

/** A role that may not be assumed makes the connection useless, unlike a missing permission. */
function roleError(error: unknown, role: string): EngineError {
  const found = fromAwsError(error, { what: 'Assuming the role' })
  if (
    /MultiFactorAuthentication|MFA/i.test(error instanceof Error ? error.message : '') &&
    found.code !== 'CREDENTIALS'
  ) {
    return new EngineError('CREDENTIALS', 'The MFA code was not accepted.', {
      hint: 'Each code works once. Wait for the next one, then connect again.',
      cause: error,
    })
  }
  if (found.code !== 'ACCESS_DENIED') return found
  return new EngineError('CREDENTIALS', `These keys are not allowed to assume the role ${role}.`, {
    hint: "Ask the account's owner to allow it in the role's trust policy.",
    cause: error,
  })
}

function credentialError(error: unknown, profile: string): EngineError {
  const found = fromAwsError(error, { what: `Getting the keys of the AWS profile ${profile}` })
  if (error instanceof EngineError || (found.code !== 'CREDENTIALS' && found.code !== 'SERVICE')) return found
  return new EngineError('CREDENTIALS', `The keys of the AWS profile ${profile} could not be read.`, {
    hint: `Run “aws sts get-caller-identity --profile ${profile}” in a terminal to see why.`,
    cause: error,
  })
}
