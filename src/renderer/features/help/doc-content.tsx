import { createContext, Fragment, use, type ReactNode } from 'react'
import { helpLinkOf, type HelpLink } from '../../../shared/help-links.ts'
import type { DocBlock, DocInline, DocTarget } from './doc-page.ts'
import styles from './help-view.module.css'

/** The actions for the links in a page. */
export interface DocLinks {
  /** True if there is such a page. */
  readonly has: (page: string) => boolean
  /** `null` means the page on screen. */
  readonly open: (page: string | null, anchor: string | null) => void
  readonly openSite: (link: HelpLink) => void
}

/** Returns a heading's id in the window. */
export function headingId(anchor: string): string {
  return `help-${anchor}`
}

const LinksContext = createContext<DocLinks | null>(null)

/** Renders a page of the documentation. */
export function DocContent({
  blocks,
  links,
}: {
  readonly blocks: readonly DocBlock[]
  readonly links: DocLinks
}) {
  return (
    <LinksContext value={links}>
      <Blocks blocks={blocks} />
    </LinksContext>
  )
}

// A page's blocks never change, so the index can be the key.
function Blocks({ blocks }: { readonly blocks: readonly DocBlock[] }): ReactNode {
  // oxlint-disable-next-line react/no-array-index-key
  return blocks.map((block, index) => <Block key={index} block={block} />)
}

function Block({ block }: { readonly block: DocBlock }): ReactNode {
  switch (block.kind) {
    case 'heading': {
      // The view already has a top-level heading.
      const Heading = block.level === 1 ? 'h2' : block.level === 2 ? 'h3' : 'h4'
      return (
        <Heading id={headingId(block.id)} tabIndex={-1}>
          <Inline inline={block.inline} />
        </Heading>
      )
    }
    case 'text':
      return (
        <p>
          <Inline inline={block.inline} />
        </p>
      )
    case 'code':
      return (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
        <pre tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      )
    case 'list': {
      const items = block.items.map((item, index) => (
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index}>
          <Blocks blocks={item} />
        </li>
      ))
      return block.start === null ? <ul>{items}</ul> : <ol start={block.start}>{items}</ol>
    }
    case 'table':
      return <Table head={block.head} rows={block.rows} />
    case 'quote':
      return (
        <blockquote>
          <Blocks blocks={block.blocks} />
        </blockquote>
      )
    case 'line':
      return <hr />
  }
}

function Table({ head, rows }: Omit<Extract<DocBlock, { kind: 'table' }>, 'kind'>) {
  return (
    // A table scrolls, so the keyboard must reach it. A page may have several, so none of them is a landmark.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/prefer-tag-over-role
    <div className={styles.table} tabIndex={0} role="group" aria-label="Table">
      <table>
        <thead>
          <tr>
            {head.map((cell, index) =>
              cell.length === 0 ? (
                // oxlint-disable-next-line react/no-array-index-key
                <td key={index}>
                  <Inline inline={cell} />
                </td>
              ) : (
                // oxlint-disable-next-line react/no-array-index-key
                <th key={index} scope="col">
                  <Inline inline={cell} />
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={index}>
              {row.map((cell, column) => (
                // oxlint-disable-next-line react/no-array-index-key
                <td key={column}>
                  <Inline inline={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Inline({ inline }: { readonly inline: readonly DocInline[] }): ReactNode {
  // oxlint-disable-next-line react/no-array-index-key
  return inline.map((part, index) => <Fragment key={index}>{inlinePart(part)}</Fragment>)
}

function inlinePart(part: DocInline): ReactNode {
  if (typeof part === 'string') return part
  switch (part.kind) {
    case 'code':
      return <code>{part.text}</code>
    case 'break':
      return <br />
    case 'link':
      return (
        <DocLink target={part}>
          <Inline inline={part.inline} />
        </DocLink>
      )
    default: {
      const Element = part.kind
      return (
        <Element>
          <Inline inline={part.inline} />
        </Element>
      )
    }
  }
}

/** A link within the documentation or to a known site. Any other link is shown as text. */
function DocLink({
  target,
  children,
}: {
  readonly target: DocTarget
  readonly children: ReactNode
}): ReactNode {
  const links = use(LinksContext)
  const { address, page, anchor } = target
  if (links === null) return children
  if (address !== null) {
    const link = helpLinkOf(address)
    if (link === null) return children
    return (
      <button type="button" className={styles.link} title={address} onClick={() => links.openSite(link)}>
        {children}
      </button>
    )
  }
  const leads = page === null ? anchor !== null : links.has(page)
  if (!leads) return children
  return (
    <button type="button" className={styles.link} onClick={() => links.open(page, anchor)}>
      {children}
    </button>
  )
}
