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
import { fileKind, type FileKind } from './file-kind.ts'

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

interface FileIconProps {
  readonly name: string
  readonly size?: number
}

/** An icon for a file's kind. Decorative, because the text next to it says the same. */
export function FileIcon({ name, size = 16 }: FileIconProps) {
  const Icon = icons[fileKind(name, null)]
  return <Icon size={size} strokeWidth={1.5} aria-hidden />
}
