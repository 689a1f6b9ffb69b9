import { loadSharedConfigFiles } from '@smithy/core/config'

/** A profile of the shared AWS config files; its keys stay where they are. */
export interface Profile {
  readonly name: string
  readonly region: string | null
}

/** The profiles in the person's shared AWS config and credentials files, by name; none where there are no files. */
export async function listProfiles(): Promise<Profile[]> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true })
  const names = new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)])
  return [...names]
    .filter((name) => !name.includes('.'))
    .toSorted((a, b) => a.localeCompare(b))
    .map((name) => ({
      name,
      region: configFile[name]?.['region'] ?? credentialsFile[name]?.['region'] ?? null,
    }))
}
