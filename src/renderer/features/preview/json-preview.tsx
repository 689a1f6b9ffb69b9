import { useMemo, useState, type ReactNode } from 'react'
import { visibleText } from '../../../shared/texts/hidden-text.ts'
import { formatCount, plural } from '../../ui/text/format.ts'
import { parseJson, type JsonContainer, type JsonEntry } from './json-tree.ts'
import styles from './preview.module.css'

/** How many entries of a container to show at first, and to add with each click. */
const step = 100
const maxTextLength = 500
/** The depth to which the tree is unfolded at first. */
const unfoldedDepth = 2

interface JsonPreviewProps {
  readonly text: string
  readonly isTruncated: boolean
  /** Shown if the text is not JSON. */
  readonly fallback: ReactNode
}

/** A JSON tree with foldable objects and arrays. */
export function JsonPreview({ text, isTruncated, fallback }: JsonPreviewProps) {
  const root = useMemo(() => parseJson(text, isTruncated), [text, isTruncated])
  if (root === null) return fallback
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
    <section className={styles.scroll} tabIndex={0} aria-label="JSON">
      <div className={styles.json}>
        <Entry entry={{ name: null, node: root }} depth={0} />
      </div>
    </section>
  )
}

function Entry({ entry, depth }: { readonly entry: JsonEntry; readonly depth: number }) {
  const { name, node } = entry
  if (node.kind !== 'value') return <Container name={name} container={node} depth={depth} />
  const value = shown(node.text)
  return (
    <div className={styles.jsonLine}>
      {label(name)}
      <span data-type={node.type}>{node.type === 'string' ? `"${value}"` : value}</span>
    </div>
  )
}

interface ContainerProps {
  readonly name: string | null
  readonly container: JsonContainer
  readonly depth: number
}

function Container({ name, container, depth }: ContainerProps) {
  const { kind, entries, isTruncated } = container
  const [isOpen, setIsOpen] = useState(depth === 0 || (depth < unfoldedDepth && entries.length <= step))
  const [count, setCount] = useState(step)
  const [opening, closing] = kind === 'object' ? ['{', '}'] : ['[', ']']
  const size = `${formatCount(entries.length)}${isTruncated ? '+' : ''}`
  return (
    <div>
      <button
        type="button"
        className={styles.fold}
        aria-expanded={isOpen}
        aria-label={`${name === null ? '' : `${shown(name)}, `}${kind}, ${isTruncated ? 'at least ' : ''}${plural(entries.length, 'entry', 'entries')}`}
        onClick={() => setIsOpen(!isOpen)}
      >
        {label(name)}
        {isOpen ? opening : `${opening}${entries.length === 0 ? '' : ` ${size} `}${closing}`}
      </button>
      {isOpen ? (
        <div className={styles.nested}>
          {entries.slice(0, count).map((entry, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- entries never move, and names may occur twice
            <Entry key={index} entry={entry} depth={depth + 1} />
          ))}
          {entries.length > count ? (
            <button type="button" className={styles.fold} onClick={() => setCount(count + step)}>
              Show {formatCount(Math.min(step, entries.length - count))} more
            </button>
          ) : null}
          {isTruncated && entries.length <= count ? (
            <div className={styles.jsonCut}>The preview ends here.</div>
          ) : null}
        </div>
      ) : null}
      {isOpen ? <div className={styles.jsonLine}>{closing}</div> : null}
    </div>
  )
}

function label(name: string | null) {
  return name === null ? null : <span className={styles.jsonName}>{shown(name)}: </span>
}

function shown(text: string): string {
  return visibleText(text.length > maxTextLength ? `${text.slice(0, maxTextLength)}…` : text)
}
