/** Content type and user metadata of an object. */
export type ObjectHeaders = {
  readonly contentType: string | null
  /** User metadata, encoded for headers. */
  readonly metadata: Readonly<Record<string, string>>
}

/** Converts the headers to an SDK command's input. */
export function commandHeaders({ contentType, metadata }: ObjectHeaders): {
  Metadata: Record<string, string>
  ContentType?: string
} {
  return { Metadata: { ...metadata }, ...(contentType && { ContentType: contentType }) }
}

/** Converts the headers to HTTP headers. The content type defaults to the SDK's. */
export function httpHeaders({ contentType, metadata }: ObjectHeaders): Record<string, string> {
  const fields = Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value] as const)
  return { 'content-type': contentType ?? 'application/octet-stream', ...Object.fromEntries(fields) }
}
