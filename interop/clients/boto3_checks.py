"""Checks boto3 on Local. Runs Local's snippet first; prints a line of JSON for each check."""

import io
import json
import sys
import urllib.request

import boto3.s3.transfer
from botocore.config import Config
from botocore.exceptions import ClientError

snippet = {}
exec(open(sys.argv[1]).read(), snippet)
what = json.loads(sys.argv[2])
s3, sqs, local = snippet['s3'], snippet['sqs'], snippet['local']
MEBIBYTE = 1024 * 1024
BUCKET = 'boto3-bucket'
parts = boto3.s3.transfer.TransferConfig(multipart_threshold=5 * MEBIBYTE, multipart_chunksize=5 * MEBIBYTE)
large = bytes(i % 251 for i in range(12 * MEBIBYTE))


def same(actual, expected):
    assert actual == expected, f'{actual!r} is not {expected!r}'[:300]


def refused(code, call):
    try:
        call()
    except ClientError as error:
        same(error.response['Error']['Code'], code)
        return error
    raise AssertionError(f'It was not refused with {code}.')


def buckets():
    location = {'LocationConstraint': local['region_name']}
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=location)
    s3.head_bucket(Bucket=BUCKET)
    same(s3.get_bucket_location(Bucket=BUCKET)['LocationConstraint'], local['region_name'])
    assert BUCKET in [bucket['Name'] for bucket in s3.list_buckets()['Buckets']]


def objects():
    for key in ['a b', 'ä/1', 'ä/2']:
        s3.put_object(Bucket=BUCKET, Key=key, Body=key.encode(), Metadata={'name': 'Cat'}, ACL='bucket-owner-read')
    got = s3.get_object(Bucket=BUCKET, Key='ä/1')
    same((got['Body'].read().decode(), got['Metadata']), ('ä/1', {'name': 'Cat'}))
    page = s3.list_objects_v2(Bucket=BUCKET, Delimiter='/')
    same([one['Key'] for one in page['Contents']], ['a b'])
    same([one['Prefix'] for one in page['CommonPrefixes']], ['ä/'])
    named = [{'Key': key} for key in ['a b', 'ä/1', 'ä/2']]
    same(len(s3.delete_objects(Bucket=BUCKET, Delete={'Objects': named})['Deleted']), 3)


def in_parts():
    s3.upload_fileobj(io.BytesIO(large), BUCKET, 'large', Config=parts)
    copy = io.BytesIO()
    s3.download_fileobj(BUCKET, 'large', copy, Config=parts)
    assert copy.getvalue() == large


def copies():
    s3.put_object(Bucket=BUCKET, Key='small', Body=b'small')
    s3.copy({'Bucket': BUCKET, 'Key': 'small'}, BUCKET, 'small copy')
    same(s3.get_object(Bucket=BUCKET, Key='small copy')['Body'].read(), b'small')
    s3.copy({'Bucket': BUCKET, 'Key': 'large'}, BUCKET, 'large copy', Config=parts)
    assert s3.get_object(Bucket=BUCKET, Key='large copy')['Body'].read() == large


def uploads():
    upload = s3.create_multipart_upload(Bucket=BUCKET, Key='left/over')['UploadId']
    listed = s3.list_multipart_uploads(Bucket=BUCKET, Prefix='left/')['Uploads']
    same([(one['Key'], one['UploadId']) for one in listed], [('left/over', upload)])
    s3.abort_multipart_upload(Bucket=BUCKET, Key='left/over', UploadId=upload)
    assert 'Uploads' not in s3.list_multipart_uploads(Bucket=BUCKET)


def presigned():
    s3.put_object(Bucket=BUCKET, Key='ü +', Body=b'signed')
    for version in [None, 's3', 's3v4']:
        client = snippet['boto3'].client('s3', config=Config(signature_version=version), **local)
        url = client.generate_presigned_url('get_object', Params={'Bucket': BUCKET, 'Key': 'ü +'})
        same(urllib.request.urlopen(url).read(), b'signed')
        url = client.generate_presigned_url('put_object', Params={'Bucket': BUCKET, 'Key': 'sent'})
        urllib.request.urlopen(urllib.request.Request(url, data=b'sent', method='PUT', headers={'content-type': ''}))
        same(s3.get_object(Bucket=BUCKET, Key='sent')['Body'].read(), b'sent')


def queues():
    attributes = {'VisibilityTimeout': '45'}
    url = sqs.create_queue(QueueName='boto3-queue', Attributes=attributes, tags={'team': 'a b'})['QueueUrl']
    same(sqs.get_queue_url(QueueName='boto3-queue')['QueueUrl'], url)
    assert url in sqs.list_queues(QueueNamePrefix='boto3')['QueueUrls']
    read = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=['All'])['Attributes']
    same(read['VisibilityTimeout'], '45')
    return url


def messages():
    url = queues()
    attributes = {'kind': {'DataType': 'String', 'StringValue': 'ä'}, 'raw': {'DataType': 'Binary', 'BinaryValue': b'\0\xff'}}
    sent = sqs.send_message(QueueUrl=url, MessageBody='Grüße & <Küsse>\r\n🐈', MessageAttributes=attributes)
    got = sqs.receive_message(
        QueueUrl=url, WaitTimeSeconds=5, MessageAttributeNames=['All'], AttributeNames=['ApproximateReceiveCount']
    )['Messages'][0]
    same((got['MessageId'], got['Body']), (sent['MessageId'], 'Grüße & <Küsse>\r\n🐈'))
    same(got['MessageAttributes'], attributes)
    same(got['Attributes'], {'ApproximateReceiveCount': '1'})
    handle = got['ReceiptHandle']
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=60)
    assert 'Messages' not in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1)
    sqs.delete_message(QueueUrl=url, ReceiptHandle=handle)


def batches():
    url = queues()
    entries = [{'Id': str(i), 'MessageBody': f'body {i}'} for i in range(10)]
    same(len(sqs.send_message_batch(QueueUrl=url, Entries=entries)['Successful']), 10)
    got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=5)['Messages']
    same(len(got), 10)
    handles = [{'Id': str(i), 'ReceiptHandle': one['ReceiptHandle']} for i, one in enumerate(got)]
    same(len(sqs.delete_message_batch(QueueUrl=url, Entries=handles)['Successful']), 10)


def missing():
    refused('AWS.SimpleQueueService.NonExistentQueue', lambda: sqs.get_queue_url(QueueName='nobody-made-this'))
    refused('NoSuchKey', lambda: s3.get_object(Bucket=BUCKET, Key='nothing'))


def region():
    elsewhere = {**local, 'region_name': 'eu-west-1'}
    error = refused('SignatureDoesNotMatch', snippet['boto3'].client('sqs', **elsewhere).list_queues)
    assert local['region_name'] in str(error), str(error)
    # boto3 reads the right region in the refusal and asks again.
    snippet['boto3'].client('s3', **elsewhere).list_objects_v2(Bucket=BUCKET)


checks = {
    'buckets': buckets,
    'objects': objects,
    'parts': in_parts,
    'copies': copies,
    'uploads': uploads,
    'presigned': presigned,
    'queues': queues,
    'messages': messages,
    'batches': batches,
    'missing': missing,
    'region': region,
}
for name, check in checks.items():
    try:
        check()
        error = None
    except Exception as caught:
        error = f'{type(caught).__name__}: {caught}'
    print(json.dumps({'what': what[name], 'error': error}), flush=True)
