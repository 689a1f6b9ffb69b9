import { ownProgram } from '../app/presence/own-program.ts'
import { ownPackage } from '../app/updates/own-package.ts'
import { readUpdateFeed, type UpdateFeed } from '../app/updates/update-feed.ts'
import { UpdateMemory } from '../app/updates/update-memory.ts'
import { Updates } from '../app/updates/updates.ts'
import { readNetwork } from '../connections/network-settings.ts'
import type { SettingsStore } from '../connections/stores/settings-store.ts'
import type { Transfers } from '../engine/transfers/transfers.ts'

/** The parts of {@link Updates} that are read from disk. */
export interface UpdateParts {
  readonly feed: UpdateFeed | null
  readonly memory: UpdateMemory
}

/** Reads the feed of an installed app, and what earlier sessions remembered. A checkout has no feed. */
export async function openUpdateParts(
  { isPackaged, appFolder }: { readonly isPackaged: boolean; readonly appFolder: string },
  memoryPath: string,
  onError: (error: unknown) => void,
): Promise<UpdateParts> {
  const reading = isPackaged ? readUpdateFeed(appFolder) : Promise.resolve(null)
  const [feed, memory] = await Promise.all([
    reading.catch((error: unknown) => {
      onError(error)
      return null
    }),
    UpdateMemory.open(memoryPath),
  ])
  return { feed, memory }
}

/** Creates the updates. They check nothing before `start`. */
export function wireUpdates({
  parts,
  settings,
  transfers,
  version,
  isPackaged,
  desktopProxyFor,
  isOnline,
  downloadsFolder,
  onError,
}: {
  readonly parts: UpdateParts
  readonly settings: SettingsStore
  readonly transfers: Transfers
  readonly version: string
  readonly isPackaged: boolean
  readonly desktopProxyFor: (address: string) => Promise<string>
  readonly isOnline: () => boolean
  readonly downloadsFolder: () => string
  readonly onError: (error: unknown) => void
}): Updates {
  const { platform, arch, execPath, env } = process
  return new Updates({
    ...parts,
    version,
    ownPackage: ownPackage({ platform, arch, executable: execPath, env }),
    program: isPackaged ? ownProgram(env, execPath) : null,
    network: () => readNetwork([], desktopProxyFor),
    downloadsFolder,
    limits: transfers.limits,
    isAllowed: () => settings.value.checksForUpdates,
    isBusy: () => {
      const { waiting, running, queueing } = transfers.snapshot().counts
      return !isOnline() || waiting + running + queueing > 0
    },
    onError,
  })
}
