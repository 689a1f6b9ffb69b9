/**
 * Returns the code of a file system error, such as `EIO`, or `undefined` for any other error. On Windows it
 * can be `UNKNOWN`.
 */
export function errnoOf(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown } | null)?.code
  return error instanceof Error && typeof code === 'string' && /^(?:E[A-Z0-9]+|UNKNOWN)$/.test(code)
    ? code
    : undefined
}

/**
 * System calls on an open file, whose errors do not contain its path. Unlike read and write, these never
 * apply to sockets.
 */
const fileCalls: ReadonlySet<unknown> = new Set([
  'fsync',
  'fdatasync',
  'fstat',
  'ftruncate',
  'futime',
  'fchmod',
])

/**
 * Returns the path of a file system error, '' if it is unknown, or `undefined` for any other error, including
 * socket errors.
 */
export function failedPathOf(error: unknown): string | undefined {
  if (errnoOf(error) === undefined) return undefined
  const { path, syscall } = error as { readonly path?: unknown; readonly syscall?: unknown }
  if (fileCalls.has(syscall)) return ''
  const isCommand = typeof syscall === 'string' && syscall.startsWith('spawn')
  return typeof path === 'string' && !isCommand ? path : undefined
}
