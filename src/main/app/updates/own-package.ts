import type { PackageKind } from '../../../shared/updates.ts'
import { packageKinds } from '../../../shared/updates.ts'
import { ownProgram } from '../presence/own-program.ts'
import type { ReleaseFile, UpdateManifest } from './signed-manifest.ts'

/** The package that this app was installed from. */
export interface OwnPackage {
  readonly system: string
  readonly arch: string
  readonly kind: PackageKind
}

/** Detects from the path of its executable how this app was installed. */
export function ownPackage({
  platform,
  arch,
  executable,
  env,
}: {
  readonly platform: string
  readonly arch: string
  readonly executable: string
  readonly env: Readonly<Record<string, string | undefined>>
}): OwnPackage {
  return { system: platform, arch, kind: kindOf(platform, executable, env) }
}

function kindOf(
  platform: string,
  executable: string,
  env: Readonly<Record<string, string | undefined>>,
): PackageKind {
  if (platform === 'darwin') return 'dmg'
  if (platform === 'win32') return 'exe'
  if (ownProgram(env, executable) !== executable) return 'AppImage'
  if (executable.startsWith('/usr/lib/')) return 'deb'
  return executable.startsWith('/opt/') ? 'rpm' : 'tar.gz'
}

/** Returns the release file that replaces a package, or `null`. */
export function fileFor(
  { files }: UpdateManifest,
  { system, arch, kind }: OwnPackage,
): (ReleaseFile & { readonly kind: PackageKind }) | null {
  const file = files.find((one) => one.system === system && one.arch === arch && one.kind === kind)
  return file === undefined || !isKind(file.kind) ? null : { ...file, kind: file.kind }
}

function isKind(kind: string): kind is PackageKind {
  return (packageKinds as readonly string[]).includes(kind)
}
