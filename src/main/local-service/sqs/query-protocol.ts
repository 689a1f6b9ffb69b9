import { writeXml } from '../xml/xml-writer.ts'
import { readQueryCall } from './query-call.ts'
import type { QueueProtocol } from './queue-protocol.ts'
import { queryResult } from './query-result.ts'

const xmlns = 'http://queue.amazonaws.com/doc/2012-11-05/'

/** The older protocol, used by aws-sdk 2 and by SDKs before the end of 2023: a form in, XML out. */
export const queryProtocol: QueueProtocol = {
  contentType: 'text/xml',
  read: ({ url, body }) => readQueryCall(url, body),
  result(action, result, requestId) {
    const content = {
      [`${action}Result`]: queryResult(action, result),
      ResponseMetadata: { RequestId: requestId },
    }
    return writeXml(`${action}Response`, content, xmlns)
  },
  error({ queryCode, message, type }, requestId) {
    const Error = { Type: type, Code: queryCode, Message: message, Detail: '' }
    return writeXml('ErrorResponse', { Error, RequestId: requestId }, xmlns)
  },
}
