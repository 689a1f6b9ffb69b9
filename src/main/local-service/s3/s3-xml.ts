import { payloadOf, readBody } from '../http/request-body.ts'
import { readXml, MalformedXmlError } from '../xml/xml-reader.ts'
import type { XmlNode } from '../xml/xml-reader.ts'
import { writeXml } from '../xml/xml-writer.ts'
import type { XmlElement } from '../xml/xml-writer.ts'
import { maxDocumentBytes, refused } from './object-request.ts'
import type { ObjectRequest } from './object-request.ts'
import type { S3Error } from './s3-error.ts'

const xmlns = 'http://s3.amazonaws.com/doc/2006-03-01/'

/** Returns an XML document with one root element in S3's namespace. */
export function xmlDocument(root: string, content: XmlElement | string): string {
  return writeXml(root, content, xmlns)
}

/** Returns the body of an S3 error. */
export function xmlError({ code, message, details }: S3Error, requestId: string): string {
  return writeXml('Error', { Code: code, Message: message, ...details, RequestId: requestId })
}

/** Parses the XML body of a request. @throws S3Error MalformedXML */
export async function readDocument(at: ObjectRequest): Promise<XmlNode> {
  const body = await readBody(payloadOf(at).data, maxDocumentBytes, at.bodyLimits)
  try {
    return readXml(body.toString())
  } catch (error) {
    throw error instanceof MalformedXmlError ? refused.malformedXml() : error
  }
}
