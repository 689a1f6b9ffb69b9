import { report } from '../detached.ts'
import { respond } from './object-request.ts'
import type { ObjectRequest } from './object-request.ts'
import { S3Error } from './s3-error.ts'
import { xmlProlog } from '../xml/xml-writer.ts'
import { xmlError } from './s3-xml.ts'

const defaultSilenceMs = 5_000

/**
 * Sends the XML document that `work` creates, which may take a long time. Like S3, it starts the response after
 * `silenceMs` and keeps the connection alive with spaces, so that clients do not give up. An error is then in
 * the body of a 200 response.
 */
export async function sendKeptAlive(
  at: ObjectRequest,
  work: () => Promise<string>,
  silenceMs = defaultSilenceMs,
): Promise<void> {
  const { response } = at
  const alive = setInterval(() => {
    if (response.headersSent) return void response.write(' ')
    response.writeHead(200, { 'content-type': 'application/xml' })
    response.write(xmlProlog)
  }, silenceMs)
  try {
    const document = await work()
    if (response.headersSent) response.end(document.replace(xmlProlog, ''))
    else respond(at, 200, document)
  } catch (error) {
    if (!response.headersSent) throw error
    const known = error instanceof S3Error ? error : new S3Error('InternalError', 'The local service failed.')
    const id = String(response.getHeader('x-amz-request-id') ?? '')
    response.end(xmlError(known, id).replace(xmlProlog, ''))
    if (known !== error) report(error)
  } finally {
    clearInterval(alive)
  }
}
