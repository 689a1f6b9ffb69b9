import type { Preview, PreviewContent as Content } from '../../../shared/files/previews.ts'
import { previewUrl } from '../../../shared/files/preview-address.ts'
import { formatBytes, formatCount, plural } from '../../ui/text/format.ts'
import { ArchivePreview } from './archive-preview.tsx'
import { Framed } from './framed.tsx'
import { HexPreview } from './hex-preview.tsx'
import { ImagePreview } from './image-preview.tsx'
import { JsonPreview } from './json-preview.tsx'
import { MediaPreview } from './media-preview.tsx'
import { PagesPreview } from './pages-preview.tsx'
import styles from './preview.module.css'
import { TablePreview } from './table-preview.tsx'
import { TextPreview } from './text-preview.tsx'

interface PreviewContentProps {
  readonly preview: Preview
  /** Opens the preview again. */
  readonly onRetry: () => void
}

/** A preview's content, with a caption. */
export function PreviewContent({ preview, onRetry }: PreviewContentProps) {
  const { id, size, content } = preview
  switch (content.kind) {
    case 'empty':
      return <Framed caption="0 B">{<p className={styles.message}>This file is empty.</p>}</Framed>
    case 'none':
      return <Framed caption={formatBytes(size)}>{<p className={styles.message}>{content.reason}</p>}</Framed>
    case 'image': {
      const { format, width, height } = content
      return (
        <Framed caption={`${format.toUpperCase()} · ${formatCount(width)} × ${formatCount(height)}`}>
          <ImagePreview src={previewUrl(id, format === 'svg' ? 1 : null)} onRetry={onRetry} />
        </Framed>
      )
    }
    case 'audio':
    case 'video':
      return (
        <Framed caption={`${content.kind === 'audio' ? 'Audio' : 'Video'} · ${formatBytes(size)}`}>
          <MediaPreview kind={content.kind} src={previewUrl(id)} />
        </Framed>
      )
    case 'pages':
      return <PagesPreview id={id} pages={content.pages} />
    case 'text':
      return <TextContent content={content} />
    case 'archive':
      return (
        <Framed caption={archiveCaption(content)}>
          <ArchivePreview entries={content.entries} />
        </Framed>
      )
    case 'hex':
      return (
        <Framed caption={`Binary · ${formatBytes(size)}${firstText(size, 4_096)}`}>
          <HexPreview bytes={content.bytes} />
        </Framed>
      )
  }
}

function TextContent({ content }: { readonly content: Extract<Content, { kind: 'text' }> }) {
  const { syntax, text, encoding, shown, isCut, isUnpacked } = content
  const caption = [
    encoding,
    ...(isUnpacked ? ['Unpacked'] : []),
    ...(isCut ? [`Preview shows the first ${formatBytes(shown)}`] : []),
  ].join(' · ')
  if (syntax === 'csv' || syntax === 'tsv')
    return (
      <TablePreview text={text} delimiter={syntax === 'tsv' ? '\t' : null} isCut={isCut} caption={caption} />
    )
  const plain = <TextPreview text={text} />
  return (
    <Framed caption={caption}>
      {syntax === 'json' ? <JsonPreview text={text} isCut={isCut} fallback={plain} /> : plain}
    </Framed>
  )
}

function archiveCaption({ format, entries, total }: Extract<Content, { kind: 'archive' }>): string {
  const name = format === 'zip' ? 'Zip' : format
  if (total === entries.length) return `${name} · ${plural(total, 'entry', 'entries')}`
  const first = `Preview shows the first ${plural(entries.length, 'entry', 'entries')}`
  return total === null ? `${name} · ${first}` : `${name} · ${formatCount(total)} entries · ${first}`
}

function firstText(size: number, limit: number): string {
  return size > limit ? ` · Preview shows the first ${formatBytes(limit)}` : ''
}
