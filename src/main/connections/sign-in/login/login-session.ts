import { partitionOf } from '../../../engine/permissions/partitions.ts'
import type { ProfileFiles } from '../../profiles/profile-files.ts'
import { sectionOf, serviceEndpoint } from '../../profiles/profile-settings.ts'

/** The settings of a profile created by “aws login”, which signs in to the AWS console. */
export interface LoginSession {
  /** The profile that signs in: the connection's own, or the source profile of its keys. */
  readonly profile: string
  /** The ARN of the user or the role that signs in. */
  readonly identity: string
  readonly region: string
  /** The address of the sign-in service. `null` means AWS's own. */
  readonly endpoint: string | null
}

/**
 * Returns the console sign-in of a profile or of its source profile, or `null` if it needs none.
 * `region` is used for a profile without a region.
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

/** Returns the address of the console's sign-in service. */
export function signInAddress({ endpoint, region }: Pick<LoginSession, 'endpoint' | 'region'>): string {
  return endpoint ?? `https://${region}.${partitionOf(region).signInDomain}`
}
