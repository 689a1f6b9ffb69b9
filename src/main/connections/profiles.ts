import { loadSharedConfigFiles } from '@smithy/core/config'

/** A profile in the shared AWS config files. Its keys are not read. */
export interface Profile {
  readonly name: string
  readonly region: string | null
}

/** Lists the profiles in the user's shared AWS config and credentials files, sorted by name. */
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
