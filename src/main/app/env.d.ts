/** Set by electron-vite. `true` only in development, while it serves the page with hot reload. */
interface ImportMeta {
  readonly env: { readonly DEV: boolean }
}
