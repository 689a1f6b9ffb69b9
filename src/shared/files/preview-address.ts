/** The host in `app://` URLs that serve the content of open previews. */
export const previewHost = 'preview'

/** Returns the URL of a preview's content: the file itself or, if `page` is set, an image of that page. */
export function previewUrl(id: string, page: number | null = null): string {
  return `app://${previewHost}/${id}${page === null ? '' : `/${page}`}`
}
