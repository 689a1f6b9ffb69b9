import { mutationOptions, queryOptions } from '@tanstack/react-query'
import type { PreviewSource } from '../../shared/files/previews.ts'
import { call, callCancellable } from '../ipc/client.ts'

/**
 * How long a file must stay selected before it is read. Moving through a list with the arrow keys
 * reads nothing.
 */
const settleMs = 120

/**
 * Opens a file's preview. Each `place` on screen opens its own, because closing one must not
 * close another. Selecting another file cancels the read.
 */
export const previewQuery = (place: string, source: PreviewSource) =>
  queryOptions({
    queryKey: ['preview', place, source],
    queryFn: async ({ signal }) => {
      await settled(signal)
      return callCancellable('previews:open', { source }, { signal })
    },
    staleTime: Infinity,
    gcTime: 0,
  })

/** Draws a page of an open document. Its image stays at its URL until another page is drawn. */
export const previewPageQuery = (id: string, page: number) =>
  queryOptions({
    queryKey: ['preview-page', id, page],
    queryFn: ({ signal }) => callCancellable('previews:draw-page', { id, page }, { signal }),
    staleTime: 0,
    gcTime: 0,
  })

export const closePreview = () =>
  mutationOptions({
    mutationKey: ['previews:close'],
    mutationFn: (id: string) => call('previews:close', { id }),
    // Main closes the oldest ones automatically.
    meta: { errorShownInPlace: true },
  })

function settled(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, settleMs)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    })
  })
}
