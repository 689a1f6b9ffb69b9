import { EngineError } from '../../engine/errors/engine-error.ts'
import { partitionOf } from '../../engine/permissions/partitions.ts'
import type { Section } from '../profiles/ini-file.ts'
import type { ProfileFiles } from '../profiles/profile-files.ts'
import { sectionOf, serviceEndpoint } from '../profiles/profile-settings.ts'

/** The settings for signing in to a profile. */
export interface SignInSession {
  /** The profile that signs in: the connection's own, or the source profile of its keys. */
  readonly profile: string
  /**
   * The name of its `sso-session`, or `null` in the older form, where the profile itself has the settings.
   */
  readonly session: string | null
  readonly startUrl: string
  readonly region: string
  readonly scopes: readonly string[]
  /** The address of the sign-in service. `null` means AWS's own. */
  readonly endpoint: string | null
}

/** The scope that renewable tokens need. */
const defaultScopes = ['sso:account:access']

/** Returns the sign-in of a profile or of its source profile, or `null` if it needs none. */
export function signInOf(files: ProfileFiles, name: string): SignInSession | null {
  const visited = new Set<string>()
  for (let next: string | undefined = name; next !== undefined && !visited.has(next);) {
    visited.add(next)
    const section: Section = sectionOf(files, next)
    if (section['sso_session'] || section['sso_start_url']) return sessionOf(files, next, section)
    next = section['source_profile']
  }
  return null
}

/** Returns the address of a session's sign-in service. */
export function oidcAddress({ endpoint, region }: Pick<SignInSession, 'endpoint' | 'region'>): string {
  return endpoint ?? `https://oidc.${region}.${partitionOf(region).domain}`
}

function sessionOf(files: ProfileFiles, profile: string, section: Section): SignInSession {
  const session = section['sso_session'] || null
  const settings = session === null ? section : files.ssoSessions.get(session)
  const { sso_start_url: startUrl, sso_region: region } = settings ?? {}
  if (!startUrl || !region) {
    throw new EngineError(
      'CREDENTIALS',
      `The sign-in settings of the AWS profile ${profile} are incomplete.`,
      {
        hint: 'Run “aws configure sso” in a terminal, then connect again.',
      },
    )
  }
  const scopes = (settings?.['sso_registration_scopes'] ?? '').split(',').map((scope) => scope.trim())
  const named = scopes.filter((scope) => scope !== '')
  return {
    profile,
    session,
    startUrl,
    region,
    scopes: named.length > 0 ? named : defaultScopes,
    endpoint: serviceEndpoint(files, profile, 'sso_oidc'),
  }
}
