/** The target of a link in the documentation. If all are `null`, the window cannot open it. */
export interface DocTarget {
  /** An https site. */
  readonly address: string | null
  /** A page of the documentation; `null` with an anchor: the same page. */
  readonly page: string | null
  readonly anchor: string | null
}

/** Inline content. */
export type DocInline =
  | string
  | { readonly kind: 'strong' | 'em' | 'del'; readonly inline: readonly DocInline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'break' }
  | ({ readonly kind: 'link'; readonly inline: readonly DocInline[] } & DocTarget)

/** A block on a page. */
export type DocBlock =
  | {
      readonly kind: 'heading'
      readonly level: number
      readonly id: string
      readonly text: string
      readonly inline: readonly DocInline[]
    }
  | { readonly kind: 'text'; readonly inline: readonly DocInline[] }
  | { readonly kind: 'code'; readonly text: string }
  | {
      readonly kind: 'list'
      /** The first number. `null` means bullets. */
      readonly start: number | null
      readonly items: readonly (readonly DocBlock[])[]
    }
  | {
      readonly kind: 'table'
      readonly head: readonly (readonly DocInline[])[]
      readonly rows: readonly (readonly (readonly DocInline[])[])[]
    }
  | { readonly kind: 'quote'; readonly blocks: readonly DocBlock[] }
  | { readonly kind: 'line' }

/** A page of the documentation. The build converts it from Markdown. */
export interface DocPage {
  /** The name of its file. */
  readonly name: string
  readonly title: string
  readonly blocks: readonly DocBlock[]
}
