/** The names of the client checks. All clients share them, so that each check is one row of the table. */
export const what = {
  lines: 'use the shell variables in a shell set up for AWS',
  buckets: 'create a bucket, find it and its region',
  objects: 'store, read, list and delete objects',
  parts: 'upload and download in parts',
  copies: 'copy an object, and a large one part by part',
  uploads: 'list and abort unfinished uploads',
  presigned: 'read through a presigned URL',
  queues: 'create a queue, read its attributes and URL',
  messages: 'send, receive, hold and delete messages',
  batches: 'send and delete messages in batches',
  missing: 'report a missing queue or object',
  region: 'report a wrong region',
} as const
