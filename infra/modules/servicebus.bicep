// The four queues. Whether a queue has sessions or detects duplicates cannot be changed later: it must be deleted and made anew, empty.

@description('Name of the namespace.')
@minLength(6)
@maxLength(50)
param name string

@description('Where it is placed.')
param location string

@description('Tags of the resource.')
param tags object

@description('Standard, or Premium: no neighbours, larger messages and queues, private endpoints.')
@allowed(['Standard', 'Premium'])
param sku string

@description('Messaging units; Premium only.')
@minValue(1)
param units int

@description('For how many days a batch may be owed.')
@minValue(1)
param deferredDays int

@description('The size of telemetry-deferred in MB.')
@minValue(1024)
param deferredMegabytes int

@description('The size of telemetry-deadletter in MB.')
@minValue(1024)
param deadLetterMegabytes int

@description('The largest message in KB; can be set on Premium only, where it is at least 1024.')
@minValue(256)
param messageKilobytes int

@description('Whether the namespace answers on the internet.')
param publicAccess bool

@description('The workspace that its logs go to.')
param workspaceId string

// Standard refuses the property, even with its own limit as the value.
var messageLimit = sku == 'Premium' ? { maxMessageSizeInKilobytes: messageKilobytes } : {}

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: sku == 'Premium' ? { name: sku, tier: sku, capacity: units } : { name: sku, tier: sku }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
  }
}

// What producers send. Ten deliveries, then the sub-queue: a message that nothing durable could take ten times is for a person to look at.
resource ingest 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = {
  parent: namespace
  name: 'telemetry-ingest'
  properties: union(messageLimit, {
    lockDuration: 'PT1M'
    maxDeliveryCount: 10
    requiresSession: false
    requiresDuplicateDetection: true
    duplicateDetectionHistoryTimeWindow: 'PT10M'
    defaultMessageTimeToLive: 'P${deferredDays}D'
    deadLetteringOnMessageExpiration: true
    maxSizeInMegabytes: 5120
  })
}

// What stores are owed, one session per store and bucket. A batch leaves it when the store has it, or when it is too old: a delivery count that
// runs out would take one batch out of the middle, so it is as high as the portal lets anybody set it. Whoever drains a session renews its lock; a
// short one lets another instance go on soon when that one has died.
resource deferred 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = {
  parent: namespace
  name: 'telemetry-deferred'
  properties: union(messageLimit, {
    lockDuration: 'PT1M'
    maxDeliveryCount: 2000
    requiresSession: true
    requiresDuplicateDetection: true
    duplicateDetectionHistoryTimeWindow: 'PT10M'
    defaultMessageTimeToLive: 'P${deferredDays}D'
    deadLetteringOnMessageExpiration: true
    maxSizeInMegabytes: deferredMegabytes
  })
}

// Points and batches in quarantine. They stay until somebody redrives or purges them, so there is no time to live. What is taken in hand and given
// back counts as a delivery, and must not push a letter into a second quarantine.
resource deadLetters 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = {
  parent: namespace
  name: 'telemetry-deadletter'
  properties: union(messageLimit, {
    lockDuration: 'PT1M'
    maxDeliveryCount: 2000
    requiresSession: false
    requiresDuplicateDetection: false
    deadLetteringOnMessageExpiration: false
    maxSizeInMegabytes: deadLetterMegabytes
  })
}

// The board on which instances tell each other which time ranges are owed. A note must not expire before what it announces; expired or
// summarised ones are worth nothing to anybody, so they are not kept.
resource fences 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = {
  parent: namespace
  name: 'telemetry-fences'
  properties: {
    lockDuration: 'PT1M'
    maxDeliveryCount: 2000
    requiresSession: false
    requiresDuplicateDetection: false
    defaultMessageTimeToLive: 'P${deferredDays + 1}D'
    deadLetteringOnMessageExpiration: false
    maxSizeInMegabytes: 1024
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: namespace
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

output id string = namespace.id
output name string = namespace.name
output host string = '${namespace.name}.servicebus.windows.net'
