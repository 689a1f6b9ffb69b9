/**
 * Returns the code of a file system error, such as `EIO`, on Windows also `UNKNOWN`; `undefined`
 * for any other error.
 */
export function errnoOf(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown } | null)?.code
  return error instanceof Error && typeof code === 'string' && /^(?:E[A-Z0-9]+|UNKNOWN)$/.test(code)
    ? code
    : undefined
}

/** System calls on an open file, whose errors do not name its path. Sockets are also read and written, but not these. */
const fileCalls: ReadonlySet<unknown> = new Set([
  'fsync',
  'fdatasync',
  'fstat',
  'ftruncate',
  'futime',
  'fchmod',
])

/**
 * Returns the path of a file system error, '' if it is not known; `undefined` for any other error,
 * that of a socket included.
 */
export function failedPathOf(error: unknown): string | undefined {
  if (errnoOf(error) === undefined) return undefined
  const { path, syscall } = error as { readonly path?: unknown; readonly syscall?: unknown }
  if (fileCalls.has(syscall)) return ''
  const isCommand = typeof syscall === 'string' && syscall.startsWith('spawn')
  return typeof path === 'string' && !isCommand ? path : undefined
}
