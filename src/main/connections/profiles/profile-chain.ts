import type { Section } from './ini-file.ts'
import type { ProfileFiles } from './profile-files.ts'

/**
 * Returns the settings that a profile's requests depend on: its own, and those of the profiles and sections
 * that it names.
 */
export function chainOf(files: ProfileFiles, name: string): Readonly<Record<string, Section>> {
  const chain: Record<string, Section> = {}
  for (let next: string | undefined = name; next !== undefined && !(next in chain);) {
    const section: Section | undefined = files.profiles.get(next)
    if (section === undefined) break
    chain[next] = section
    const services = files.services.get(section['services'] ?? '')
    const session = files.ssoSessions.get(section['sso_session'] ?? '')
    if (services !== undefined) chain[`services ${section['services']}`] = services
    if (session !== undefined) chain[`sso-session ${section['sso_session']}`] = session
    next = section['source_profile']
  }
  return chain
}
