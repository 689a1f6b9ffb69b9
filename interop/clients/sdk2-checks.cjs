// Checks aws-sdk 2 on Local. Runs Local's snippet first; prints a line of JSON for each check.
// It makes the calls that remotejob makes, with the parameters that remotejob sends.
const assert = require('node:assert').strict
const { promisify } = require('node:util')
const AWS = require('aws-sdk')

const [snippetFile = '', rows = '{}'] = process.argv.slice(2)
const what = JSON.parse(rows)
require(snippetFile)
const s3 = new AWS.S3({ apiVersion: '2006-03-01' })
const sqs = new AWS.SQS({ apiVersion: '2012-11-05', region: 'us-west-1' })
const Bucket = 'remotejobs-sdk-two'
const mebibyte = 1024 * 1024
const large = Buffer.alloc(12 * mebibyte, 'remotejob ')

const refused = (code, request) =>
  request.promise().then(
    () => assert.fail(`It was not refused with ${code}.`),
    (error) => {
      assert.equal(error.code, code)
      return error
    },
  )

async function queue() {
  const Attributes = { ReceiveMessageWaitTimeSeconds: '20', VisibilityTimeout: '30' }
  return (await sqs.createQueue({ QueueName: 'sdk-two-pending', Attributes }).promise()).QueueUrl
}

const checks = {
  async buckets() {
    const CreateBucketConfiguration = { LocationConstraint: 'us-west-1' }
    await s3.createBucket({ Bucket, ACL: 'private', CreateBucketConfiguration }).promise()
    await refused(
      'BucketAlreadyOwnedByYou',
      s3.createBucket({ Bucket, ACL: 'private', CreateBucketConfiguration }),
    )
    await s3.headBucket({ Bucket }).promise()
    assert.equal((await s3.getBucketLocation({ Bucket }).promise()).LocationConstraint, 'us-west-1')
  },
  async objects() {
    const Metadata = { name: 'Cat Montage', filename: 'cat.jpg' }
    await s3.putObject({ Bucket, Key: 'a b/ü', Metadata, Body: 'meow', ACL: 'bucket-owner-read' }).promise()
    assert.deepEqual((await s3.headObject({ Bucket, Key: 'a b/ü' }).promise()).Metadata, Metadata)
    const chunks = []
    for await (const chunk of s3.getObject({ Bucket, Key: 'a b/ü' }).createReadStream()) chunks.push(chunk)
    assert.equal(Buffer.concat(chunks).toString(), 'meow')
    const listed = await s3.listObjectsV2({ Bucket, Prefix: 'a b/' }).promise()
    assert.deepEqual(
      listed.Contents.map(({ Key }) => Key),
      ['a b/ü'],
    )
    await s3.deleteObject({ Bucket, Key: 'a b/ü' }).promise()
    await s3.deleteObjects({ Bucket, Delete: { Objects: [{ Key: 'none' }] } }).promise()
  },
  async parts() {
    // The oldest version returns no promise here.
    const upload = promisify(s3.upload.bind(s3))
    await upload({ Bucket, Key: 'large', Body: large }, { partSize: 5 * mebibyte })
    assert.ok((await s3.getObject({ Bucket, Key: 'large' }).promise()).Body.equals(large))
  },
  async copies() {
    const CopySource = `${Bucket}/large`
    await s3.copyObject({ Bucket, Key: 'copy', CopySource }).promise()
    const { UploadId } = await s3.createMultipartUpload({ Bucket, Key: 'copied' }).promise()
    const part = { Bucket, Key: 'copied', UploadId, PartNumber: 1, CopySource }
    const { CopyPartResult } = await s3.uploadPartCopy(part).promise()
    const Parts = [{ PartNumber: 1, ETag: CopyPartResult.ETag }]
    await s3
      .completeMultipartUpload({ Bucket, Key: 'copied', UploadId, MultipartUpload: { Parts } })
      .promise()
    assert.ok((await s3.getObject({ Bucket, Key: 'copied' }).promise()).Body.equals(large))
  },
  async uploads() {
    const { UploadId } = await s3.createMultipartUpload({ Bucket, Key: 'left' }).promise()
    const { Uploads } = await s3.listMultipartUploads({ Bucket }).promise()
    assert.deepEqual(
      Uploads.map((upload) => upload.UploadId),
      [UploadId],
    )
    await s3.abortMultipartUpload({ Bucket, Key: 'left', UploadId }).promise()
  },
  async presigned() {
    for (const signatureVersion of [undefined, 'v2', 'v4']) {
      const signer = new AWS.S3({ ...(signatureVersion !== undefined && { signatureVersion }) })
      const address = signer.getSignedUrl('getObject', { Bucket, Key: 'copy', Expires: 60 })
      const answer = await fetch(address)
      assert.equal(answer.status, 200, await answer.clone().text())
      assert.ok(Buffer.from(await answer.arrayBuffer()).equals(large))
      const sent = { Bucket, Key: 'sent', ContentType: 'text/plain', Metadata: { name: 'x' } }
      const target = signer.getSignedUrl('putObject', sent)
      const headers = {
        'content-type': 'text/plain',
        ...(/x-amz-meta-name/i.test(target) ? {} : { 'x-amz-meta-name': 'x' }),
      }
      assert.equal((await fetch(target, { method: 'PUT', body: 'sent', headers })).status, 200)
      assert.deepEqual((await s3.headObject({ Bucket, Key: 'sent' }).promise()).Metadata, { name: 'x' })
    }
  },
  async queues() {
    const QueueUrl = await queue()
    assert.equal((await sqs.getQueueUrl({ QueueName: 'sdk-two-pending' }).promise()).QueueUrl, QueueUrl)
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] }).promise()
    assert.equal(Attributes.ReceiveMessageWaitTimeSeconds, '20')
    assert.deepEqual((await sqs.listQueues({ QueueNamePrefix: 'sdk-two' }).promise()).QueueUrls, [QueueUrl])
  },
  async messages() {
    const QueueUrl = await queue()
    const MessageBody = JSON.stringify({ name: 'Grüße & <Küsse> 🐈', bucket: Bucket, key: 'x' })
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'ä' } }
    const { MessageId } = await sqs.sendMessage({ QueueUrl, MessageBody, MessageAttributes }).promise()
    const received = await sqs
      .receiveMessage({ QueueUrl, MaxNumberOfMessages: 1, MessageAttributeNames: ['All'] })
      .promise()
    const [message] = received.Messages
    assert.deepEqual([message.MessageId, message.Body], [MessageId, MessageBody])
    assert.equal(message.MessageAttributes.kind.StringValue, 'ä')
    const { ReceiptHandle } = message
    await sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout: 60 }).promise()
    await sqs.deleteMessage({ QueueUrl, ReceiptHandle }).promise()
  },
  async batches() {
    const QueueUrl = await queue()
    const Entries = Array.from({ length: 10 }, (_, i) => ({ Id: String(i), MessageBody: `body ${i}` }))
    assert.equal((await sqs.sendMessageBatch({ QueueUrl, Entries }).promise()).Successful.length, 10)
    const { Messages } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 }).promise()
    const handles = Messages.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }))
    assert.equal(
      (await sqs.deleteMessageBatch({ QueueUrl, Entries: handles }).promise()).Successful.length,
      10,
    )
  },
  async missing() {
    await refused(
      'AWS.SimpleQueueService.NonExistentQueue',
      sqs.getQueueUrl({ QueueName: 'nobody-made-this' }),
    )
    await refused('NoSuchKey', s3.getObject({ Bucket, Key: 'nothing' }))
  },
  async region() {
    const elsewhere = new AWS.SQS({ region: 'eu-west-1' })
    const error = await refused('SignatureDoesNotMatch', elsewhere.listQueues())
    assert.match(error.message, /us-west-1/)
  },
}

async function main() {
  for (const [name, check] of Object.entries(checks)) {
    let error = null
    try {
      await check()
    } catch (caught) {
      error = `${caught.code ?? caught.name}: ${caught.message}`
    }
    console.log(JSON.stringify({ what: what[name], error }))
  }
}
void main()
