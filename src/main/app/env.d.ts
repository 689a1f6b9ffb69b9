/** Set by electron-vite. `true` only in development, while it serves the page with hot reload. */
interface ImportMeta {
  readonly env: { readonly DEV: boolean }
}

/** A small file as a data URL. */
declare module '*?inline' {
  const address: string
  export default address
}
