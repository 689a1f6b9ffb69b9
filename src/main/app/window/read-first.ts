import { readFileSync } from 'node:fs'

/**
 * Reads a small file that the window needs before it opens. Returns an empty text if it cannot be read. Blocks,
 * because nothing else is running yet: an asynchronous read would have to wait until Chromium has started, which
 * delays the window by a tenth of a second.
 */
export function readFirst(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
