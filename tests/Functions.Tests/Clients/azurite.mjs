// node azurite.mjs CONNECTION: uses blobs with leases, queues and tables as the host and the task hub do.
import {BlobServiceClient} from '@azure/storage-blob'
import {QueueServiceClient} from '@azure/storage-queue'
import {TableClient} from '@azure/data-tables'

const connection = process.argv[2]
const name = `holdfast${Date.now()}`

const container = BlobServiceClient.fromConnectionString(connection).getContainerClient(name)
await container.create()
const blob = container.getBlockBlobClient('lease')
await blob.upload('hello', 5)
const lease = blob.getBlobLeaseClient()
const taken = await lease.acquireLease(15)
console.log('blob', (await blob.downloadToBuffer()).toString(), taken.leaseId ? 'leased' : 'not leased')
await lease.releaseLease()
await container.delete()

const queue = QueueServiceClient.fromConnectionString(connection).getQueueClient(name)
await queue.create()
await queue.sendMessage('work')
console.log('queue', (await queue.receiveMessages()).receivedMessageItems[0].messageText)
await queue.delete()

const table = TableClient.fromConnectionString(connection, name, {allowInsecureConnection: true})
await table.createTable()
await table.createEntity({partitionKey: 'p', rowKey: 'r', v: 1})
console.log('table', (await table.getEntity('p', 'r')).v)
await table.deleteTable()
