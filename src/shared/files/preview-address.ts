/** The host of the app's own scheme for the bytes of open previews. */
export const previewHost = 'preview'

/** Returns the URL of a preview's bytes: the file, or one drawn page with `page`. */
export function previewUrl(id: string, page: number | null = null): string {
  return `app://${previewHost}/${id}${page === null ? '' : `/${page}`}`
}
