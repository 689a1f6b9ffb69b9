import { expect, test } from 'vitest'
import { isFromS3 } from './response-shapes.ts'

const xml = { 'content-type': 'application/xml' }
const html = { 'content-type': 'text/html; charset=utf-8' }

test.each([
  ['an empty body with the content type of a web page', 'CreateBucket', html, ''],
  ['plain text sent as XML', 'PutBucketPolicy', xml, 'True'],
  ['JSON sent as XML', 'GetBucketPolicy', xml, '{"Statement":[]}'],
  ['an older name for a list', 'ListParts', xml, '<?xml version="1.0"?>\n<ListPartsResponse/>'],
  ['an access control list', 'GetBucketAcl', xml, '<AccessControlPolicy/>'],
  ['a namespace', 'CopyObject', xml, '<s3:CopyObjectResult xmlns:s3="x"/>'],
] as const)('accepts what compatible servers send: %s', (_what, action, headers, body) => {
  expect(isFromS3(action, { headers, body: Buffer.from(body) })).toBe(true)
})

test.each([
  ['a web page sent as XML', 'PutBucketPolicy', xml, '<!DOCTYPE html><html/>'],
  ['a web page sent as XML, after white space', 'PutObject', xml, '\uFEFF \n<html/>'],
  ['plain text', 'PutBucketPolicy', { 'content-type': 'text/plain' }, 'OK'],
  ['an unknown kind of list', 'ListParts', xml, '<Listing/>'],
  ['something other than a list', 'ListObjectsV2', xml, 'True'],
] as const)('rejects %s', (_what, action, headers, body) => {
  expect(isFromS3(action, { headers, body: Buffer.from(body) })).toBe(false)
})
