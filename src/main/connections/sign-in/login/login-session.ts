import type { ProfileFiles } from '../../profiles/profile-files.ts'
import { sectionOf, serviceEndpoint } from '../../profiles/profile-settings.ts'

/** The settings of a profile that “aws login” has made. Its user signs in as in the AWS console. */
export interface LoginSession {
  /** The profile whose sign-in it is: the one of the connection, or one that it takes its keys from. */
  readonly profile: string
  /** The ARN of the user or the role that signs in. */
  readonly identity: string
  readonly region: string
  /** The address of the service that signs in. `null` means that of AWS. */
  readonly endpoint: string | null
}

/**
 * Returns the console sign-in of a profile, or of the profile that it takes its keys from, or `null` if it needs none.
 * `region` is that of the connection, for a profile without one.
 */
export function loginOf(files: ProfileFiles, name: string, region: string): LoginSession | null {
  const visited = new Set<string>()
  for (let next: string | undefined = name; next !== undefined && !visited.has(next);) {
    visited.add(next)
    const section = sectionOf(files, next)
    const identity = section['login_session']
    if (identity) {
      const endpoint = serviceEndpoint(files, next, 'signin')
      return { profile: next, identity, region: section['region'] || region, endpoint }
    }
    next = section['source_profile']
  }
  return null
}

/** Returns the address of the service that signs in to the console. */
export function signInAddress({ endpoint, region }: Pick<LoginSession, 'endpoint' | 'region'>): string {
  if (endpoint !== null) return endpoint
  if (region.startsWith('cn-')) return `https://${region}.signin.amazonaws.cn`
  if (region.startsWith('us-gov-')) return `https://${region}.signin.amazonaws-us-gov.com`
  return `https://${region}.signin.aws.amazon.com`
}
