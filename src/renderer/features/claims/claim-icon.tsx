import {
  File,
  FileArchive,
  FileAudio,
  FileCode,
  FileImage,
  FileSpreadsheet,
  FileText,
  FileVideo,
  type LucideIcon,
} from 'lucide-react'
import type { FileKind } from './file-kind.ts'

const icons = {
  image: FileImage,
  video: FileVideo,
  audio: FileAudio,
  document: FileText,
  table: FileSpreadsheet,
  archive: FileArchive,
  code: FileCode,
  other: File,
} as const satisfies Record<FileKind, LucideIcon>

interface ClaimIconProps {
  readonly kind: FileKind
  readonly size: number
}

/** An icon for a kind of file. Decorative, because the text next to it says the same. */
export function ClaimIcon({ kind, size }: ClaimIconProps) {
  const Icon = icons[kind]
  return <Icon size={size} strokeWidth={1.5} aria-hidden />
}
