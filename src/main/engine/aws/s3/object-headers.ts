/** What an object is told to be beside its bytes. */
export type ObjectHeaders = {
  readonly contentType: string | null
  /** User metadata, encoded for headers. */
  readonly metadata: Readonly<Record<string, string>>
}

/** The same as input of an SDK command. */
export function commandHeaders({ contentType, metadata }: ObjectHeaders): {
  Metadata: Record<string, string>
  ContentType?: string
} {
  return { Metadata: { ...metadata }, ...(contentType && { ContentType: contentType }) }
}

/** The same as headers, the content type by default the one that the SDK gives. */
export function httpHeaders({ contentType, metadata }: ObjectHeaders): Record<string, string> {
  const fields = Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value] as const)
  return { 'content-type': contentType ?? 'application/octet-stream', ...Object.fromEntries(fields) }
}
