import { sep } from 'node:path'

/**
 * Returns the program that starts this app again. An AppImage is mounted while it runs, so the executable
 * inside it is gone later. Programs that another AppImage starts inherit its variables, so the executable has
 * to be inside this one.
 */
export function ownProgram(env: Readonly<Record<string, string | undefined>>, executable: string): string {
  const { APPIMAGE, APPDIR } = env
  const isInside = APPDIR !== undefined && executable.startsWith(`${APPDIR}${sep}`)
  return isInside && APPIMAGE !== undefined ? APPIMAGE : executable
}

/**
 * Returns the arguments for a restart: the current ones, without the files (already submitted) and without
 * the flag that marks a launch at login. If `isDefaultApp` is true, the first argument that is not a switch
 * is the app itself.
 */
export function restartArguments(argv: readonly string[], isDefaultApp: boolean, atLogin: string): string[] {
  const [app, ...files] = argv.slice(1).filter((argument) => !argument.startsWith('-'))
  const omitted = new Set(isDefaultApp || app === undefined ? files : [app, ...files])
  return argv.slice(1).filter((argument) => !omitted.has(argument) && argument !== atLogin)
}
