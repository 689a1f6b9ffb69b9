import type { IncomingMessage } from 'node:http'

/** A request's operation, in terms of S3 or SQS. `bucket` and `key` are empty for SQS. */
export interface Operation {
  readonly name: string
  readonly bucket: string
  readonly key: string
  readonly query: URLSearchParams
}

const uploadsByMethod: Readonly<Record<string, string>> = {
  GET: 'ListParts',
  PUT: 'UploadPart',
  POST: 'CompleteMultipartUpload',
  DELETE: 'AbortMultipartUpload',
}

/** Derives the operation from the method, the URL and the target header. */
export function operationOf({ method = 'GET', url = '/', headers }: IncomingMessage): Operation {
  const target = headers['x-amz-target']
  const [path = '/', search = ''] = url.split('?')
  const query = new URLSearchParams(search)
  if (typeof target === 'string') {
    return { name: target.replace('AmazonSQS.', ''), bucket: '', key: '', query }
  }
  const [bucket = '', ...rest] = path.slice(1).split('/').map(decodeURIComponent)
  const key = rest.join('/')
  return { name: objectOperation(method, key, query), bucket, key, query }
}

function objectOperation(method: string, key: string, query: URLSearchParams): string {
  if (key === '') return `${method} bucket`
  if (query.has('uploadId')) return uploadsByMethod[method] ?? method
  if (query.has('uploads')) return method === 'POST' ? 'CreateMultipartUpload' : 'ListMultipartUploads'
  const verb = { GET: 'Get', PUT: 'Put', HEAD: 'Head', DELETE: 'Delete' }[method] ?? method
  return `${verb}Object`
}
