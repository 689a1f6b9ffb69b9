import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseIni, type Section } from './ini-file.ts'

/** The content of this computer's AWS config and credentials files. */
export interface ProfileFiles {
  /** The settings of each profile. The credentials file takes precedence. */
  readonly profiles: ReadonlyMap<string, Section>
  /** The `services` sections. */
  readonly services: ReadonlyMap<string, Section>
  /** The `sso-session` sections. */
  readonly ssoSessions: ReadonlyMap<string, Section>
}

type Environment = Readonly<Record<string, string | undefined>>

/** Reads both files. A missing or unreadable file is treated as empty, as in the AWS CLI. */
export async function readProfileFiles(environment: Environment = process.env): Promise<ProfileFiles> {
  const home = environment['HOME'] || environment['USERPROFILE'] || homedir()
  const pathOf = (variable: string, name: string): string =>
    (environment[variable] || join(home, '.aws', name)).replace(/^~(?=[/\\])/, home)
  const [config, credentials] = await Promise.all([
    readText(pathOf('AWS_CONFIG_FILE', 'config')),
    readText(pathOf('AWS_SHARED_CREDENTIALS_FILE', 'credentials')),
  ])
  const profiles = new Map<string, Section>()
  const services = new Map<string, Section>()
  const ssoSessions = new Map<string, Section>()
  const kinds = { profile: profiles, services, 'sso-session': ssoSessions } as const
  for (const [header, section] of parseIni(config)) {
    const [, kind = '', name = ''] = /^(profile|services|sso-session)\s+(.+)$/.exec(header) ?? []
    if (header === 'default') addTo(profiles, header, section)
    else if (kind !== '') addTo(kinds[kind as keyof typeof kinds], unquoted(name), section)
  }
  for (const [name, section] of parseIni(credentials)) addTo(profiles, unquoted(name), section)
  profiles.delete('')
  return { profiles, services, ssoSessions }
}

function addTo(sections: Map<string, Section>, name: string, section: Section): void {
  sections.set(name, { ...sections.get(name), ...section })
}

function unquoted(name: string): string {
  return (/^(["'])(.*)\1$/.exec(name)?.[2] ?? name).trim()
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return ''
  }
}
