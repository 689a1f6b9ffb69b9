/** The host of the app's own scheme that serves the bytes of open previews, and nothing else. */
export const previewHost = 'preview'

/** The address of the bytes of a preview. `page`: of one page that was drawn; `null`: of the file. */
export function previewUrl(id: string, page: number | null = null): string {
  return `app://${previewHost}/${id}${page === null ? '' : `/${page}`}`
}
