import { normalizeAddress } from '../../../shared/connections/connection-rules.ts'
import { EngineError } from '../../engine/errors/engine-error.ts'
import type { Section } from './ini-file.ts'
import type { ProfileFiles } from './profile-files.ts'

/** A profile in the AWS config files, without its keys. */
export interface Profile {
  readonly name: string
  readonly region: string | null
}

/**
 * A profile's endpoints, from its own settings only. `null` means AWS itself, or the default.
 * Endpoints are normalized.
 */
export interface ProfileSettings {
  readonly s3Endpoint: string | null
  readonly sqsEndpoint: string | null
  readonly stsEndpoint: string | null
  readonly useFips: boolean
  readonly useDualstack: boolean
  /** `null` puts the bucket in the path if the profile has its own endpoint. */
  readonly forcePathStyle: boolean | null
  readonly caBundle: string | null
}

/**
 * Lists the same profiles as the AWS CLI from the user's config and credentials files, sorted by
 * name.
 */
export function listProfiles({ profiles }: ProfileFiles): Profile[] {
  return [...profiles]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([name, section]) => ({ name, region: section['region'] || null }))
}

/** Returns a profile's section. @throws EngineError `CREDENTIALS` if there is none. */
export function sectionOf({ profiles }: ProfileFiles, name: string): Section {
  const section = profiles.get(name)
  if (section !== undefined) return section
  throw new EngineError('CREDENTIALS', `The AWS profile ${name} does not exist on this computer.`, {
    hint: "Add it to the AWS config files, or choose another profile in the connection's settings.",
  })
}

/**
 * Returns the endpoint that a profile sets for a service, or `null` for none.
 *
 * @throws EngineError `CREDENTIALS`.
 */
export function serviceEndpoint(files: ProfileFiles, name: string, service: string): string | null {
  return endpointOf(files, name, sectionOf(files, name), service)
}

/** Returns a profile's endpoints. @throws EngineError `CREDENTIALS` if its settings are incomplete. */
export function settingsOf(files: ProfileFiles, name: string): ProfileSettings {
  const section = sectionOf(files, name)
  const style = section['s3.addressing_style'] ?? ''
  return {
    s3Endpoint: endpointOf(files, name, section, 's3'),
    sqsEndpoint: endpointOf(files, name, section, 'sqs'),
    stsEndpoint: endpointOf(files, name, section, 'sts'),
    useFips: isTrue(section['use_fips_endpoint']),
    useDualstack: isTrue(section['use_dualstack_endpoint']),
    forcePathStyle: style === 'path' ? true : style === 'virtual' ? false : null,
    caBundle: section['ca_bundle'] || null,
  }
}

function endpointOf(files: ProfileFiles, name: string, section: Section, service: string): string | null {
  if (isTrue(section['ignore_configured_endpoint_urls'])) return null
  const named = section['services']
  if (named) {
    const services = files.services.get(named)
    if (services === undefined) {
      throw new EngineError(
        'CREDENTIALS',
        `The AWS profile ${name} names the services section ${named}, which does not exist.`,
        { hint: `Add [services ${named}] to the AWS config file, or remove the line from the profile.` },
      )
    }
    const endpoint = services[`${service}.endpoint_url`]
    if (endpoint) return normalizeAddress(endpoint)
  }
  return section['endpoint_url'] ? normalizeAddress(section['endpoint_url']) : null
}

function isTrue(text: string | undefined): boolean {
  return text?.toLowerCase() === 'true'
}
